using System.Buffers.Binary;
using Portolan.Tensors;

namespace Portolan.Vfs.Records;

/// <summary>Reads the pickle of exactly one dense tensor.</summary>
/// <remarks>
/// A pickle is a program for a stack machine that can call any function by its name. Here the machine knows the nineteen instructions
/// that PyTorch writes for a tensor, and the two calls it makes, <c>torch._utils._rebuild_tensor_v2</c> and
/// <c>collections.OrderedDict()</c>, are recognised, not made. Anything else ends the reading. Memory is fixed, time linear.
/// </remarks>
internal ref struct TorchPickle
{
    private const int MaxValues = 64;
    private const int MaxTupleItems = 128;

    private readonly ReadOnlySpan<byte> pickle;
    private readonly Span<Value> stack;
    private readonly Span<Value> memo;
    private readonly Span<Value> items;
    private int depth, itemCount, position;

    private TorchPickle(ReadOnlySpan<byte> pickle, Span<Value> stack, Span<Value> memo, Span<Value> items)
    {
        this.pickle = pickle;
        this.stack = stack;
        this.memo = memo;
        this.items = items;
    }

    private enum Kind
    {
        None,
        Mark,
        Integer,
        Boolean,
        Text,
        Tuple,
        RebuildTensor,
        OrderedDictionary,
        StorageType,
        EmptyDictionary,
        Storage,
        Tensor,
    }

    public static RecordFault TryRead(ReadOnlySpan<byte> pickle, out TorchTensor tensor)
    {
        var reader = new TorchPickle(pickle, stackalloc Value[MaxValues], stackalloc Value[MaxValues], stackalloc Value[MaxTupleItems]);
        tensor = default;
        while (reader.position < pickle.Length)
        {
            byte operation = pickle[reader.position++];
            if (operation == (byte)'.')
            {
                bool isTensor = reader.depth == 1 && reader.stack[0].Kind == Kind.Tensor && reader.position == pickle.Length;
                tensor = isTensor ? reader.stack[0].Tensor : default;
                return isTensor ? RecordFault.None : RecordFault.UnknownElementType;
            }

            if (!reader.Execute(operation))
            {
                return RecordFault.UnknownElementType;
            }
        }

        return RecordFault.TooShort;
    }

    private bool Execute(byte operation)
    {
        switch (operation)
        {
            case 0x80: // PROTO
                return TryTake(1, out ReadOnlySpan<byte> version) && version[0] is >= 2 and <= 4;
            case (byte)'(': // MARK
                return Push(new Value { Kind = Kind.Mark });
            case (byte)'c': // GLOBAL
                return TryTakeLine(out ReadOnlySpan<byte> module) && TryTakeLine(out ReadOnlySpan<byte> name) && PushGlobal(module, name);
            case (byte)'q': // BINPUT
                return TryTake(1, out ReadOnlySpan<byte> put) && Memorise(put[0]);
            case (byte)'h': // BINGET
                return TryTake(1, out ReadOnlySpan<byte> get) && get[0] < MaxValues && memo[get[0]].Kind != Kind.None && Push(memo[get[0]]);
            case (byte)'X': // BINUNICODE
                return TryTake(4, out ReadOnlySpan<byte> length) && PushText(BinaryPrimitives.ReadUInt32LittleEndian(length));
            case (byte)'K': // BININT1
                return TryTake(1, out ReadOnlySpan<byte> one) && PushInteger(one[0]);
            case (byte)'M': // BININT2
                return TryTake(2, out ReadOnlySpan<byte> two) && PushInteger(BinaryPrimitives.ReadUInt16LittleEndian(two));
            case (byte)'J': // BININT
                return TryTake(4, out ReadOnlySpan<byte> four) && PushInteger(BinaryPrimitives.ReadInt32LittleEndian(four));
            case 0x88 or 0x89: // NEWTRUE, NEWFALSE
                return Push(new Value { Kind = Kind.Boolean });
            case (byte)')': // EMPTY_TUPLE
                return PushTuple(0);
            case 0x85 or 0x86 or 0x87: // TUPLE1, TUPLE2, TUPLE3
                return PushTuple(operation - 0x84);
            case (byte)'t': // TUPLE
                int mark = stack[..depth].LastIndexOf(new Value { Kind = Kind.Mark });
                return mark >= 0 && PushTuple(depth - mark - 1) && Unmark();
            case (byte)'Q': // BINPERSID
                return TryPop(Kind.Tuple, out Value identity) && PushStorage(identity);
            case (byte)'R': // REDUCE
                return TryPop(Kind.Tuple, out Value arguments) && depth > 0 && Call(stack[--depth].Kind, arguments);
            default:
                return false;
        }
    }

    private bool Call(Kind callable, in Value arguments) => callable switch
    {
        Kind.OrderedDictionary => arguments.Count == 0 && Push(new Value { Kind = Kind.EmptyDictionary }),
        Kind.RebuildTensor => PushTensor(arguments),
        _ => false,
    };

    // (storage, offset, sizes, strides, requires_grad, hooks): row-major without gaps is asked for.
    private bool PushTensor(in Value arguments)
    {
        if (arguments.Count != 6)
        {
            return false;
        }

        ReadOnlySpan<Value> values = items.Slice(arguments.Start, 6);
        if (values[0].Kind != Kind.Storage || values[1].Kind != Kind.Integer || values[1].Number < 0 || values[2].Kind != Kind.Tuple
            || values[3].Kind != Kind.Tuple || values[4].Kind != Kind.Boolean || values[5].Kind != Kind.EmptyDictionary
            || values[2].Count != values[3].Count || values[2].Count is 0 or > 4)
        {
            return false;
        }

        long elements = 1;
        for (int i = values[2].Count - 1; i >= 0; i--)
        {
            Value size = items[values[2].Start + i], stride = items[values[3].Start + i];
            if (size.Kind != Kind.Integer || stride.Kind != Kind.Integer || size.Number is < 1 or > int.MaxValue || (stride.Number != elements && size.Number != 1)
                || elements > int.MaxValue)
            {
                return false;
            }

            elements *= size.Number;
        }

        return Push(new Value { Kind = Kind.Tensor, Tensor = values[0].Tensor with { Offset = values[1].Number, Elements = elements } });
    }

    // ('storage', type, key, location, elements); where it lay does not matter.
    private bool PushStorage(in Value identity)
    {
        if (identity.Count != 5)
        {
            return false;
        }

        ReadOnlySpan<Value> values = items.Slice(identity.Start, 5);
        return values[0].Kind == Kind.Text && pickle.Slice(values[0].Start, values[0].Count).SequenceEqual("storage"u8)
            && values[1].Kind == Kind.StorageType && values[2].Kind == Kind.Text && values[3].Kind == Kind.Text
            && values[4].Kind == Kind.Integer && values[4].Number > 0
            && Push(new Value { Kind = Kind.Storage, Tensor = new TorchTensor(values[1].ElementType, values[2].Start, values[2].Count, values[4].Number, 0, 0) });
    }

    private bool PushGlobal(ReadOnlySpan<byte> module, ReadOnlySpan<byte> name)
    {
        if (module.SequenceEqual("torch._utils"u8) && name.SequenceEqual("_rebuild_tensor_v2"u8))
        {
            return Push(new Value { Kind = Kind.RebuildTensor });
        }

        if (module.SequenceEqual("collections"u8) && name.SequenceEqual("OrderedDict"u8))
        {
            return Push(new Value { Kind = Kind.OrderedDictionary });
        }

        ElementType? type = !module.SequenceEqual("torch"u8) ? null
            : name.SequenceEqual("HalfStorage"u8) ? ElementType.Float16
            : name.SequenceEqual("FloatStorage"u8) ? ElementType.Float32
            : name.SequenceEqual("BFloat16Storage"u8) ? ElementType.BFloat16
            : null;
        return type is { } known && Push(new Value { Kind = Kind.StorageType, ElementType = known });
    }

    private bool PushText(uint length)
    {
        int start = position;
        return length <= int.MaxValue && TryTake((int)length, out _) && Push(new Value { Kind = Kind.Text, Start = start, Count = (int)length });
    }

    private bool PushInteger(long number) => Push(new Value { Kind = Kind.Integer, Number = number });

    private bool PushTuple(int count)
    {
        if (count > depth || itemCount + count > items.Length)
        {
            return false;
        }

        Span<Value> taken = stack.Slice(depth - count, count);
        taken.CopyTo(items[itemCount..]);
        depth -= count;
        itemCount += count;
        return Push(new Value { Kind = Kind.Tuple, Start = itemCount - count, Count = count });
    }

    // A tuple was made of what is above a mark: it takes the mark's place.
    private bool Unmark()
    {
        stack[depth - 2] = stack[depth - 1];
        depth--;
        return true;
    }

    private bool Memorise(byte place)
    {
        if (depth == 0 || place >= MaxValues || stack[depth - 1].Kind == Kind.Mark)
        {
            return false;
        }

        memo[place] = stack[depth - 1];
        return true;
    }

    private bool Push(in Value value)
    {
        if (depth == stack.Length)
        {
            return false;
        }

        stack[depth++] = value;
        return true;
    }

    private bool TryPop(Kind kind, out Value value)
    {
        value = depth > 0 ? stack[depth - 1] : default;
        if (value.Kind != kind)
        {
            return false;
        }

        depth--;
        return true;
    }

    private bool TryTake(int length, out ReadOnlySpan<byte> bytes)
    {
        bool isThere = length <= pickle.Length - position;
        bytes = isThere ? pickle.Slice(position, length) : default;
        position += isThere ? length : 0;
        return isThere;
    }

    private bool TryTakeLine(out ReadOnlySpan<byte> line)
    {
        int length = pickle[position..].IndexOf((byte)'\n');
        line = default;
        return length >= 0 && TryTake(length, out line) && TryTake(1, out _);
    }

    // What is on the stack; which fields count depends on the kind.
    private record struct Value
    {
        public Kind Kind;
        public int Start;
        public int Count;
        public long Number;
        public ElementType ElementType;
        public TorchTensor Tensor;
    }
}
