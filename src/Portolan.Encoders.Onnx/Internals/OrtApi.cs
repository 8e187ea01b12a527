using System.Runtime.InteropServices;

namespace Portolan.Encoders.Onnx.Internals;

/// <summary>The functions of ONNX Runtime's C API that are used, called through its table.</summary>
/// <remarks>
/// The indices are the places of the members of <c>struct OrtApi</c> (onnxruntime_c_api.h); the table is append-only. A function that can
/// fail gives null or an OrtStatus, which becomes an <see cref="EncoderException"/> and is freed. Thread-safe, as the functions are.
/// </remarks>
internal sealed unsafe class OrtApi
{
    private const int LogErrors = 3;
    private const int GetErrorMessage = 2;
    private const int CreateEnvironment = 3;
    private const int SessionFromFile = 7;
    private const int SessionFromArray = 8;
    private const int RunIndex = 9;
    private const int NewSessionOptions = 10;
    private const int SetOptimization = 23;
    private const int SetIntraThreads = 24;
    private const int SetInterThreads = 25;
    private const int InputCount = 30;
    private const int OutputCount = 31;
    private const int InputTypeInfo = 33;
    private const int OutputTypeInfo = 34;
    private const int InputName = 36;
    private const int OutputName = 37;
    private const int NewTensorOverData = 49;
    private const int IsTensorIndex = 50;
    private const int TensorData = 51;
    private const int CastToTensorInfo = 55;
    private const int TensorElementType = 60;
    private const int DimensionCount = 61;
    private const int DimensionValues = 62;
    private const int TensorTypeAndShape = 65;
    private const int NewCpuMemoryInfo = 69;
    private const int AllocatorFree = 76;
    private const int DefaultAllocator = 78;
    private const int ReleaseStatus = 93;
    private const int ReleaseSession = 95;
    private const int ReleaseValue = 96;
    private const int ReleaseTypeInfo = 98;
    private const int ReleaseTensorInfo = 99;
    private const int ReleaseSessionOptions = 100;
    private const int AppendCuda = 152;
    private const int MaxRank = 64;

    private readonly void** table;
    private readonly void* environment;
    private readonly void* memory;
    private readonly void* allocator;

    /// <summary>Makes the environment, which lives as long as the process: freeing it while it exits is what crashes.</summary>
    public OrtApi(void** table, string version)
    {
        this.table = table;
        Version = version;
        void* made;
        fixed (byte* name = "portolan\0"u8)
        {
            Check(((delegate* unmanaged[Cdecl]<int, byte*, void**, void*>)table[CreateEnvironment])(LogErrors, name, &made), "start", null);
        }

        this.environment = made;
        Check(((delegate* unmanaged[Cdecl]<int, int, void**, void*>)table[NewCpuMemoryInfo])(1, 0, &made), "start", null);
        this.memory = made;
        Check(((delegate* unmanaged[Cdecl]<void**, void*>)table[DefaultAllocator])(&made), "start", null);
        this.allocator = made;
    }

    public string Version { get; }

    public OrtHandle OpenSession(string path, OnnxSessionOptions options)
    {
        using OrtHandle native = Options(options, path);
        void* session;
        nint text = OperatingSystem.IsWindows() ? Marshal.StringToCoTaskMemUni(path) : Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            Check(((delegate* unmanaged[Cdecl]<void*, nint, void*, void**, void*>)table[SessionFromFile])(environment, text, native.Value, &session), "read", path);
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }

        return new OrtHandle(session, table[ReleaseSession]);
    }

    public OrtHandle OpenSession(byte* model, long length, string path, OnnxSessionOptions options)
    {
        using OrtHandle native = Options(options, path);
        void* session;
        Check(
            ((delegate* unmanaged[Cdecl]<void*, void*, nuint, void*, void**, void*>)table[SessionFromArray])(environment, model, (nuint)length, native.Value, &session),
            "read", path);
        return new OrtHandle(session, table[ReleaseSession]);
    }

    /// <summary>What the model declares of its inputs, or of its outputs.</summary>
    public List<OnnxValueInfo> Values(OrtHandle session, bool isInput, string path)
    {
        const int MaxValues = 4096;
        nuint count;
        Check(((delegate* unmanaged[Cdecl]<void*, nuint*, void*>)table[isInput ? InputCount : OutputCount])(session.Value, &count), "describe", path);
        if (count > MaxValues)
        {
            throw new EncoderException($"{path} has {count} {(isInput ? "inputs" : "outputs")}, expected at most {MaxValues}", path);
        }

        var values = new List<OnnxValueInfo>((int)count);
        for (nuint i = 0; i < count; i++)
        {
            byte* name;
            Check(((delegate* unmanaged[Cdecl]<void*, nuint, void*, byte**, void*>)table[isInput ? InputName : OutputName])(session.Value, i, allocator, &name), "describe", path);
            string text = Marshal.PtrToStringUTF8((nint)name) ?? "";
            Check(((delegate* unmanaged[Cdecl]<void*, void*, void*>)table[AllocatorFree])(allocator, name), "describe", path);
            void* info;
            Check(((delegate* unmanaged[Cdecl]<void*, nuint, void**, void*>)table[isInput ? InputTypeInfo : OutputTypeInfo])(session.Value, i, &info), "describe", path);
            using var owner = new OrtHandle(info, table[ReleaseTypeInfo]);
            void* tensor;
            Check(((delegate* unmanaged[Cdecl]<void*, void**, void*>)table[CastToTensorInfo])(info, &tensor), "describe", path);
            values.Add(tensor is null ? new OnnxValueInfo(text, OnnxElementType.Undefined, []) : Describe(text, tensor, path));
        }

        return values;
    }

    /// <summary>A tensor over pinned memory, which must stay where it is until the handle is disposed of.</summary>
    public OrtHandle Tensor(OnnxTensor tensor, void* data, string path)
    {
        void* value;
        fixed (long* shape = tensor.Shape.AsSpan())
        {
            Check(
                ((delegate* unmanaged[Cdecl]<void*, void*, nuint, long*, nuint, int, void**, void*>)table[NewTensorOverData])(
                    memory, data, (nuint)tensor.ByteLength, shape, (nuint)tensor.Shape.Length, (int)tensor.ElementType, &value),
                "take the tensor " + tensor.Name + " for", path);
        }

        return Owned(value);
    }

    /// <summary>Runs a model; outputs that are null on entry are made by the runtime.</summary>
    public void Run(OrtHandle session, byte** inputNames, void** inputs, int inputCount, byte** outputNames, void** outputs, int outputCount, string path) =>
        Check(
            ((delegate* unmanaged[Cdecl]<void*, void*, byte**, void**, nuint, byte**, nuint, void**, void*>)table[RunIndex])(
                session.Value, null, inputNames, inputs, (nuint)inputCount, outputNames, (nuint)outputCount, outputs),
            "run", path);

    public OrtHandle Owned(void* value) => new(value, table[ReleaseValue]);

    /// <summary>The type, shape and memory of a value; memory is null where it is no tensor.</summary>
    public (OnnxValueInfo Info, nint Data) Read(OrtHandle value, string name, string path)
    {
        int isTensor;
        Check(((delegate* unmanaged[Cdecl]<void*, int*, void*>)table[IsTensorIndex])(value.Value, &isTensor), "read a result of", path);
        if (isTensor == 0)
        {
            return (new OnnxValueInfo(name, OnnxElementType.Undefined, []), 0);
        }

        void* info;
        Check(((delegate* unmanaged[Cdecl]<void*, void**, void*>)table[TensorTypeAndShape])(value.Value, &info), "read a result of", path);
        using var owner = new OrtHandle(info, table[ReleaseTensorInfo]);
        OnnxValueInfo described = Describe(name, info, path);
        void* data = null;
        if (described.ElementType is not (OnnxElementType.Undefined or OnnxElementType.Text))
        {
            Check(((delegate* unmanaged[Cdecl]<void*, void**, void*>)table[TensorData])(value.Value, &data), "read a result of", path);
        }

        return (described, (nint)data);
    }

    private OrtHandle Options(OnnxSessionOptions options, string path)
    {
        void* made;
        Check(((delegate* unmanaged[Cdecl]<void**, void*>)table[NewSessionOptions])(&made), "make options for", path);
        var handle = new OrtHandle(made, table[ReleaseSessionOptions]);
        try
        {
            Check(((delegate* unmanaged[Cdecl]<void*, int, void*>)table[SetOptimization])(made, (int)options.Optimization), "set options for", path);
            Check(((delegate* unmanaged[Cdecl]<void*, int, void*>)table[SetIntraThreads])(made, options.Threads), "set options for", path);
            Check(((delegate* unmanaged[Cdecl]<void*, int, void*>)table[SetInterThreads])(made, 1), "set options for", path);
            AppendProvider(made, options.Provider, path);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private void AppendProvider(void* options, string provider, string path)
    {
        if (provider == "CPU")
        {
            return;
        }

        if (provider != "CUDA")
        {
            throw new EncoderException($"no execution provider named {provider}; there are: CPU, CUDA", path);
        }

        // All zero but for the growth of memory: device 0, exhaustive search for convolutions, no limit of memory, the default stream.
        var cuda = new CudaOptions { MemoryLimit = nuint.MaxValue, CopiesInDefaultStream = 1 };
        try
        {
            Check(((delegate* unmanaged[Cdecl]<void*, CudaOptions*, void*>)table[AppendCuda])(options, &cuda), "use CUDA for", path);
        }
        catch (EncoderException exception)
        {
            throw new EncoderException(
                exception.Message, path, hint: $"this is ONNX Runtime {Version}; one built with CUDA is used when {OnnxRuntime.LibraryVariable} names its library", innerException: exception);
        }
    }

    private OnnxValueInfo Describe(string name, void* tensor, string path)
    {
        int type;
        nuint rank;
        Check(((delegate* unmanaged[Cdecl]<void*, int*, void*>)table[TensorElementType])(tensor, &type), "describe", path);
        Check(((delegate* unmanaged[Cdecl]<void*, nuint*, void*>)table[DimensionCount])(tensor, &rank), "describe", path);
        if (rank > MaxRank)
        {
            throw new EncoderException($"{path} gives {name} {rank} dimensions, expected at most {MaxRank}", path);
        }

        long[] shape = new long[rank];
        fixed (long* start = shape)
        {
            Check(((delegate* unmanaged[Cdecl]<void*, long*, nuint, void*>)table[DimensionValues])(tensor, start, rank), "describe", path);
        }

        return new OnnxValueInfo(name, Enum.IsDefined((OnnxElementType)type) ? (OnnxElementType)type : OnnxElementType.Undefined, [.. shape]);
    }

    private void Check(void* status, string action, string? path)
    {
        if (status is null)
        {
            return;
        }

        string message = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged[Cdecl]<void*, byte*>)table[GetErrorMessage])(status)) ?? "no message";
        ((delegate* unmanaged[Cdecl]<void*, void>)table[ReleaseStatus])(status);
        throw new EncoderException($"ONNX Runtime could not {action} {path ?? "itself"}: {message.ReplaceLineEndings(" ").Trim()}", path);
    }

    /// <summary>OrtCUDAProviderOptions, as far as version 17 has it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct CudaOptions
    {
        public int Device;
        public int ConvolutionSearch;
        public nuint MemoryLimit;
        public int ArenaStrategy;
        public int CopiesInDefaultStream;
        public int HasStream;
        public nint Stream;
        public nint ArenaConfiguration;
        public int TunesOperators;
        public int TunesOperatorsNow;
        public int MaxTuningMilliseconds;
    }
}
