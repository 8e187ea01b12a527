using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Portolan.Cli.Output;
using Portolan.Graph.Telemetry;

namespace Portolan.Cli.Telemetry;

/// <summary>The OpenTelemetry SDK between the room's sources and a collector.</summary>
internal sealed class OtlpPipeline : IDisposable
{
    // What a user will wait at the end of a run for a collector that does not answer.
    private const int LastMomentMs = 2000;

    // By convention collectors speak gRPC on this port and HTTP on 4318.
    private const int GrpcPort = 4317;

    private readonly Uri address;
    private readonly CommandOutput output;
    private readonly ExportFaults faults = new();
    private readonly TracerProvider tracer;
    private readonly MeterProvider meter;

    public OtlpPipeline(Uri address, Func<string, string?> variable, CommandOutput output)
    {
        this.address = address;
        this.output = output;
        OtlpExportProtocol? protocol = !string.IsNullOrEmpty(variable("OTEL_EXPORTER_OTLP_PROTOCOL")) ? null
            : address.Port == GrpcPort ? OtlpExportProtocol.Grpc
            : OtlpExportProtocol.HttpProtobuf;
        void Configure(OtlpExporterOptions exporter) => exporter.Protocol = protocol ?? exporter.Protocol;
        tracer = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(Describe)
            .AddSource(GraphTelemetry.Name)
            .AddOtlpExporter(Configure)
            .Build();
        meter = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(Describe)
            .AddMeter(GraphTelemetry.Name)
            .AddOtlpExporter(Configure)
            .Build();
    }

    public void Dispose()
    {
        // Both at once; whatever they did not send in time is lost.
        Task.WaitAll(Task.Run(() => tracer.Shutdown(LastMomentMs)), Task.Run(() => meter.Shutdown(LastMomentMs)));
        tracer.Dispose();
        meter.Dispose();
        faults.Dispose();
        if (faults.First is not null)
        {
            output.Note($"telemetry did not reach {address} ({TelemetryExport.EndpointVariable}); the run is not affected");
        }
    }

    // The environment comes last, so that OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
    private static void Describe(ResourceBuilder resource) =>
        resource.AddService("portolan", serviceVersion: Application.Version).AddEnvironmentVariableDetector();
}
