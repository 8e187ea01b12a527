using System.Runtime.CompilerServices;
using Portolan.Cli.Output;

namespace Portolan.Cli.Telemetry;

/// <summary>Sends spans and metrics of graph runs to an OpenTelemetry collector, when the environment names one.</summary>
/// <remarks>
/// Nothing of OpenTelemetry is loaded otherwise. The SDK reads the standard variables itself (headers, timeout, sampler, resource
/// attributes); this decides only whether it is started, and which protocol is meant when none is named.
/// </remarks>
internal static class TelemetryExport
{
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Starts exporting, or gives null when nobody asked for it. Disposing sends what is left, and waits a moment for that at most.</summary>
    public static IDisposable? Start(Func<string, string?> variable, CommandOutput output)
    {
        string? endpoint = variable(EndpointVariable);
        if (string.IsNullOrWhiteSpace(endpoint) || string.Equals(variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            output.Warn($"{EndpointVariable} is '{endpoint}', expected an http address: no telemetry is sent", "for instance http://localhost:4318");
            return null;
        }

        return Open(address, variable, output);
    }

    // The only way to the SDK's types: a caller that was compiled with them in it would load them.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static OtlpPipeline Open(Uri address, Func<string, string?> variable, CommandOutput output) => new(address, variable, output);
}
