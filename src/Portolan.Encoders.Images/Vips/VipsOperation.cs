namespace Portolan.Encoders.Images.Vips;

/// <summary>Calls operations of libvips by name.</summary>
internal static unsafe class VipsOperation
{
    /// <summary>A loader over a blob.</summary>
    /// <exception cref="VipsFailure">The operation failed; libvips' error buffer says why.</exception>
    public static VipsImage Load(string name, nint blob, string options)
    {
        VipsNative.Value value = default;
        VipsNative.InitializeValue(&value, VipsNative.BlobType());
        VipsNative.SetBoxed(&value, blob);
        return Run(name, "buffer", &value, options);
    }

    /// <summary>An operation from one image to another.</summary>
    /// <exception cref="VipsFailure">The operation failed; libvips' error buffer says why.</exception>
    public static VipsImage Apply(string name, VipsImage image, string options)
    {
        VipsNative.Value value = default;
        VipsNative.InitializeValue(&value, VipsNative.ImageType());
        VipsNative.SetObject(&value, image.Pointer);
        return Run(name, "in", &value, options);
    }

    /// <summary>Takes over the value.</summary>
    private static VipsImage Run(string name, string input, VipsNative.Value* value, string options)
    {
        nint operation = VipsNative.NewOperation(name);
        if (operation == 0)
        {
            VipsNative.ClearValue(value);
            throw new VipsFailure();
        }

        try
        {
            VipsNative.SetProperty(operation, input, value);
            VipsNative.ClearValue(value);
            return VipsNative.SetOptions(operation, options) == 0 && VipsNative.Build(operation) == 0 ? Output(operation) : throw new VipsFailure();
        }
        finally
        {
            VipsNative.ReleaseOutputs(operation);
            VipsNative.Release(operation);
        }
    }

    private static VipsImage Output(nint operation)
    {
        VipsNative.Value value = default;
        VipsNative.InitializeValue(&value, VipsNative.ImageType());
        VipsNative.GetProperty(operation, "out", &value);
        nint image = VipsNative.GetObject(&value);
        var result = new VipsImage(image == 0 ? 0 : VipsNative.AddReference(image));
        VipsNative.ClearValue(&value);
        return result.IsInvalid ? throw new VipsFailure() : result;
    }
}
