namespace Portolan.Encoders.Images.Vips;

/// <summary>From the bytes of a file to pixels, through a chain of libvips operations.</summary>
internal static unsafe class VipsDecoding
{
    /// <summary>libvips has one error buffer for all threads: a decode that failed is done again alone, to have its own words.</summary>
    private static readonly ReaderWriterLockSlim Errors = new();

    public static PixelImage Decode(ReadOnlySpan<byte> file, ImageSource source)
    {
        VipsLibrary.EnsureLoaded();
        Errors.EnterReadLock();
        try
        {
            return Once(file, source);
        }
        catch (VipsFailure)
        {
            // Told below.
        }
        finally
        {
            Errors.ExitReadLock();
        }

        Errors.EnterWriteLock();
        try
        {
            VipsNative.ClearErrors();
            return Once(file, source);
        }
        catch (VipsFailure)
        {
            string words = VipsNative.TakeErrors();
            throw new EncoderException(
                $"{source.Name}: the {ImageFormats.Name(source.Format)} data cannot be decoded: {(words.Length == 0 ? "libvips gives no reason" : words)}", source.Path);
        }
        finally
        {
            Errors.ExitWriteLock();
        }
    }

    private static PixelImage Once(ReadOnlySpan<byte> file, ImageSource source)
    {
        // Every image over the blob is released before the file's memory may move.
        fixed (byte* data = file)
        {
            nint blob = VipsNative.NewBlob(0, data, (nuint)file.Length);
            try
            {
                using VipsImage header = Open(blob, source.Format, "");
                source.CheckSize(header.Width, header.Height);
                int factor = Factor(header, source.Limits.SufficientSide);
                string reduction = LoadReduction(source.Format, factor);
                using VipsImage? reduced = reduction.Length == 0 ? null : Open(blob, source.Format, reduction);
                return Finish(reduced ?? header, source);
            }
            finally
            {
                VipsNative.ReleaseBlob(blob);
            }
        }
    }

    private static VipsImage Open(nint blob, ImageFormat format, string options)
    {
        string name = format switch
        {
            ImageFormat.Jpeg => "jpegload_buffer",
            ImageFormat.Png => "pngload_buffer",
            ImageFormat.Gif => "gifload_buffer",
            _ => "webpload_buffer",
        };

        return VipsOperation.Load(name, blob, "access=sequential,fail_on=error" + options);
    }

    /// <summary>By how much both sides may shrink so that the short one is still sufficient.</summary>
    private static int Factor(VipsImage image, int sufficientSide) =>
        sufficientSide <= 0 ? 1 : Math.Max(1, Math.Min(image.Width, image.Height) / sufficientSide);

    /// <summary>JPEG shrinks by 2, 4 or 8 for less than decoding costs; WebP by any factor.</summary>
    private static string LoadReduction(ImageFormat format, int factor) => (format, factor) switch
    {
        (_, 1) => "",
        (ImageFormat.Jpeg, _) => factor >= 8 ? ",shrink=8" : factor >= 4 ? ",shrink=4" : ",shrink=2",
        (ImageFormat.WebP, _) => string.Create(null, $",scale={1.0 / factor:R}"),
        _ => "",
    };

    private static PixelImage Finish(VipsImage loaded, ImageSource source)
    {
        using VipsImage? converted = ToSrgb(loaded);
        VipsImage image = converted ?? loaded;
        using VipsImage? opaque = image.HasAlpha ? VipsOperation.Apply("flatten", image, "background=255") : null;
        image = opaque ?? image;
        int factor = Factor(image, source.Limits.SufficientSide);
        using VipsImage? shrunk = factor > 1 ? VipsOperation.Apply("shrink", image, $"hshrink={factor},vshrink={factor}") : null;
        image = shrunk ?? image;
        if (image.Bands != 3 || VipsNative.Format(image.Pointer) != VipsNative.UnsignedByte)
        {
            throw source.Broken($"{image.Bands} channels after conversion to sRGB, expected 3");
        }

        return Oriented.Upright(image.Width, image.Height, Pixels(image), loaded.Orientation);
    }

    /// <summary>Null when the picture is sRGB already.</summary>
    private static VipsImage? ToSrgb(VipsImage image)
    {
        if (NeedsProfile(image))
        {
            try
            {
                return VipsOperation.Apply("icc_transform", image, "output_profile=srgb,embedded=true,depth=8");
            }
            catch (VipsFailure)
            {
                // A profile that cannot be used is common, and no reason to refuse the picture.
            }
        }

        return image.IsSrgb && image.Bands >= 3 ? null : VipsOperation.Apply("colourspace", image, "space=srgb");
    }

    private static bool NeedsProfile(VipsImage image)
    {
        byte* profile;
        nuint length;
        return VipsNative.TypeOfField(image.Pointer, "icc-profile-data") != 0
            && VipsNative.GetBlob(image.Pointer, "icc-profile-data", &profile, &length) == 0
            && !(image.IsSrgb && IccProfile.IsSrgb(new ReadOnlySpan<byte>(profile, (int)Math.Min(length, int.MaxValue))));
    }

    private static byte[] Pixels(VipsImage image)
    {
        byte[] pixels = GC.AllocateUninitializedArray<byte>(checked(image.Width * image.Height * 3));
        fixed (byte* start = pixels)
        {
            using var target = new VipsImage(VipsNative.NewFromMemory(start, (nuint)pixels.Length, image.Width, image.Height, 3, VipsNative.UnsignedByte));
            return !target.IsInvalid && VipsNative.Write(image.Pointer, target.Pointer) == 0 ? pixels : throw new VipsFailure();
        }
    }
}
