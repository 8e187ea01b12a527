using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Portolan.Encoders.Onnx.Internals;

namespace Portolan.Encoders.Onnx;

/// <summary>A model that is ready to run.</summary>
/// <remarks>
/// Thread-safe: several threads may run it at once. Disposing of it while a run lasts is safe; the model is freed after the run.
/// Inputs and preallocated outputs are used where they lie.
/// </remarks>
public sealed unsafe class OnnxSession : IDisposable
{
    private readonly OrtApi api;
    private readonly OrtHandle handle;
    private readonly Dictionary<string, (OnnxValueInfo Info, byte[] Name)> inputs;
    private readonly Dictionary<string, (OnnxValueInfo Info, byte[] Name)> outputs;

    private OnnxSession(OrtApi api, OrtHandle handle, string path)
    {
        this.api = api;
        this.handle = handle;
        Path = path;
        try
        {
            Inputs = [.. api.Values(handle, isInput: true, path)];
            Outputs = [.. api.Values(handle, isInput: false, path)];
        }
        catch
        {
            handle.Dispose();
            throw;
        }

        this.inputs = ByName(Inputs);
        this.outputs = ByName(Outputs);
    }

    /// <summary>The model's file, for messages.</summary>
    public string Path { get; }

    /// <summary>What the model needs, in its order.</summary>
    public ImmutableArray<OnnxValueInfo> Inputs { get; }

    /// <summary>What the model gives, in its order.</summary>
    public ImmutableArray<OnnxValueInfo> Outputs { get; }

    /// <summary>Opens a model file, with the weights that lie in files beside it.</summary>
    /// <param name="path">A .onnx file.</param>
    /// <param name="options">How it is run; null for the defaults.</param>
    /// <exception cref="EncoderException">The file is no model, or a damaged one; the provider is not there; or ONNX Runtime cannot be loaded.</exception>
    public static OnnxSession Open(string path, OnnxSessionOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        OrtApi api = OrtLibrary.Loaded;
        return File.Exists(path)
            ? new OnnxSession(api, api.OpenSession(path, Checked(options)), path)
            : throw new EncoderException($"there is no model at {path}", path);
    }

    /// <summary>Opens a model that is in memory, which is not needed afterwards.</summary>
    /// <param name="model">The bytes of a .onnx file without further files.</param>
    /// <param name="path">What error messages call it.</param>
    /// <param name="options">How it is run; null for the defaults.</param>
    /// <exception cref="EncoderException">The bytes are no model, or a damaged one; the provider is not there; or ONNX Runtime cannot be loaded.</exception>
    public static OnnxSession Open(ReadOnlySpan<byte> model, string path, OnnxSessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (model.IsEmpty)
        {
            throw new EncoderException($"{path} is empty, expected an ONNX model", path);
        }

        OrtApi api = OrtLibrary.Loaded;
        fixed (byte* start = model)
        {
            return new OnnxSession(api, api.OpenSession(start, model.Length, path, Checked(options)), path);
        }
    }

    /// <summary>Runs the model into memory that the runtime provides.</summary>
    /// <param name="inputs">All inputs of the model, in any order.</param>
    /// <param name="outputNames">The outputs that are wanted.</param>
    /// <exception cref="EncoderException">A name, type or shape is not what the model declares (told before it runs), or the run failed.</exception>
    /// <exception cref="ObjectDisposedException">The session was disposed of.</exception>
    public OnnxResult Run(IReadOnlyList<OnnxTensor> inputs, IReadOnlyList<string> outputNames)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputNames);
        CheckCount(outputNames.Count);
        var names = new byte[outputNames.Count][];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = Output(outputNames[i]);
        }

        void** values = stackalloc void*[names.Length];
        new Span<nint>(values, names.Length).Clear();
        RunNative(inputs, names, values);
        var handles = new OrtHandle[names.Length];
        for (int i = 0; i < handles.Length; i++)
        {
            handles[i] = api.Owned(values[i]);
        }

        var tensors = new (OnnxValueInfo Info, nint Data)[handles.Length];
        var result = new OnnxResult(handles, tensors, Path);
        try
        {
            for (int i = 0; i < handles.Length; i++)
            {
                tensors[i] = api.Read(handles[i], outputNames[i], Path);
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Runs the model into memory of the caller, so that nothing is made or copied.</summary>
    /// <param name="inputs">All inputs of the model, in any order.</param>
    /// <param name="outputs">The outputs that are wanted, with the shapes that they will have.</param>
    /// <exception cref="EncoderException">A name, type or shape is not what the model declares (told before it runs), or the run failed.</exception>
    /// <exception cref="ObjectDisposedException">The session was disposed of.</exception>
    public void Run(IReadOnlyList<OnnxTensor> inputs, IReadOnlyList<OnnxTensor> outputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        CheckCount(outputs.Count);
        var names = new byte[outputs.Count][];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = Output(outputs[i].Name);
            CheckShape(outputs[i], this.outputs[outputs[i].Name].Info);
        }

        var pins = new MemoryHandle[outputs.Count];
        var handles = new OrtHandle?[outputs.Count];
        void** values = stackalloc void*[outputs.Count];
        try
        {
            Bind(outputs, pins, handles, values);
            RunNative(inputs, names, values);
        }
        finally
        {
            Free(pins, handles);
        }
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => handle.Dispose();

    /// <summary>Opens whatever bytes it is given; for fuzzing.</summary>
    internal static bool Fuzz(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using OnnxSession session = Open(bytes, "fuzz", new OnnxSessionOptions { Optimization = OnnxOptimization.None });
            return true;
        }
        catch (EncoderException)
        {
            return false;
        }
    }

    private static OnnxSessionOptions Checked(OnnxSessionOptions? options)
    {
        options ??= new OnnxSessionOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1, nameof(options));
        return options;
    }

    private static Dictionary<string, (OnnxValueInfo Info, byte[] Name)> ByName(ImmutableArray<OnnxValueInfo> values)
    {
        var named = new Dictionary<string, (OnnxValueInfo Info, byte[] Name)>(StringComparer.Ordinal);
        foreach (OnnxValueInfo value in values)
        {
            // Pinned for good: the runtime wants pointers to names at each run.
            byte[] name = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(value.Name) + 1, pinned: true);
            Encoding.UTF8.GetBytes(value.Name, name);
            named[value.Name] = (value, name);
        }

        return named;
    }

    private byte[] Output(string name) =>
        outputs.TryGetValue(name, out (OnnxValueInfo Info, byte[] Name) output)
            ? output.Name
            : throw new EncoderException($"{Path} has no output {name}; there are: {string.Join(", ", Outputs)}", Path);

    private void RunNative(IReadOnlyList<OnnxTensor> tensors, byte[][] outputNames, void** outputValues)
    {
        CheckInputs(tensors);
        var pins = new MemoryHandle[tensors.Count];
        var handles = new OrtHandle?[tensors.Count];
        void** values = stackalloc void*[tensors.Count];
        byte** names = stackalloc byte*[tensors.Count + outputNames.Length];
        bool isHeld = false;
        try
        {
            Bind(tensors, pins, handles, values);
            for (int i = 0; i < tensors.Count; i++)
            {
                names[i] = Pinned(inputs[tensors[i].Name].Name);
            }

            for (int i = 0; i < outputNames.Length; i++)
            {
                names[tensors.Count + i] = Pinned(outputNames[i]);
            }

            handle.DangerousAddRef(ref isHeld);
            api.Run(handle, names, values, tensors.Count, names + tensors.Count, outputValues, outputNames.Length, Path);
        }
        finally
        {
            if (isHeld)
            {
                handle.DangerousRelease();
            }

            Free(pins, handles);
        }
    }

    private void Bind(IReadOnlyList<OnnxTensor> tensors, MemoryHandle[] pins, OrtHandle?[] handles, void** values)
    {
        for (int i = 0; i < tensors.Count; i++)
        {
            pins[i] = tensors[i].Pin();
            OrtHandle value = api.Tensor(tensors[i], pins[i].Pointer, Path);
            handles[i] = value;
            values[i] = value.Value;
        }
    }

    private static void Free(MemoryHandle[] pins, OrtHandle?[] handles)
    {
        foreach (OrtHandle? value in handles)
        {
            value?.Dispose();
        }

        foreach (MemoryHandle pin in pins)
        {
            pin.Dispose();
        }
    }

    /// <summary>The address of an array that was made pinned.</summary>
    private static byte* Pinned(byte[] name) => (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref name[0]);

    private void CheckCount(int outputCount)
    {
        if (outputCount == 0 || outputCount > Outputs.Length)
        {
            throw new ArgumentException($"{outputCount} outputs asked of {Path}, expected 1 to {Outputs.Length}");
        }
    }

    private void CheckInputs(IReadOnlyList<OnnxTensor> tensors)
    {
        for (int i = 0; i < tensors.Count; i++)
        {
            OnnxTensor tensor = tensors[i];
            CheckShape(tensor, inputs.TryGetValue(tensor.Name, out (OnnxValueInfo Info, byte[] Name) input)
                ? input.Info
                : throw new EncoderException($"{Path} has no input {tensor.Name}; there are: {string.Join(", ", Inputs)}", Path));
        }

        foreach (OnnxValueInfo input in Inputs)
        {
            int given = 0;
            for (int i = 0; i < tensors.Count; i++)
            {
                given += tensors[i].Name == input.Name ? 1 : 0;
            }

            if (given != 1)
            {
                throw new EncoderException($"{Path} needs the input {input} once; given are: {string.Join(", ", tensors.Select(tensor => tensor.Name))}", Path);
            }
        }
    }

    private void CheckShape(OnnxTensor tensor, OnnxValueInfo declared)
    {
        bool fits = declared.ElementType == tensor.ElementType && (declared.Shape.Length == tensor.Shape.Length || declared.Shape.IsEmpty);
        for (int i = 0; fits && i < declared.Shape.Length; i++)
        {
            fits = declared.Shape[i] < 0 || declared.Shape[i] == tensor.Shape[i];
        }

        if (!fits)
        {
            throw new EncoderException($"{tensor.Name} is {tensor.ElementType} {OnnxValueInfo.Dimensions(tensor.Shape.AsSpan())}, but {Path} declares {declared}", Path);
        }
    }
}
