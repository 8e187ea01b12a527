using Portolan.Testing;

namespace Portolan.Encoders.Onnx.Tests;

public sealed class OnnxSessionTests
{
    private static readonly string Bert = Fixture.PathOf("bert/onnx/model.onnx");

    [OnnxFact]
    public void Inputs_and_outputs_are_described()
    {
        using OnnxSession session = OnnxSession.Open(Bert);
        session.Inputs.Select(input => input.ToString()).ShouldBe(["input_ids: Int64 [?, ?]", "attention_mask: Int64 [?, ?]", "token_type_ids: Int64 [?, ?]"]);
        session.Outputs.ShouldHaveSingleItem().ToString().ShouldBe("last_hidden_state: Float32 [?, ?, 24]");
        Version.Parse(OnnxRuntime.Version).ShouldBeGreaterThan(new Version(1, 17));
    }

    [OnnxFact]
    public void A_file_and_its_bytes_give_the_same_into_either_kind_of_memory()
    {
        using OnnxSession file = OnnxSession.Open(Bert, new OnnxSessionOptions { Threads = 2, Optimization = OnnxOptimization.None });
        using OnnxSession bytes = OnnxSession.Open(File.ReadAllBytes(Bert), Bert);
        OnnxTensor[] inputs = Inputs([2, 40, 41, 3, 2, 50, 3, 0], [1, 1, 1, 1, 1, 1, 1, 0]);
        using OnnxResult first = file.Run(inputs, ["last_hidden_state"]);
        first.Count.ShouldBe(1);
        first.Info(0).Shape.ShouldBe([2, 4, 24]);
        float[] into = new float[2 * 4 * 24];
        bytes.Run(inputs, [OnnxTensor.Output<float>("last_hidden_state", into, 2, 4, 24)]);
        ReadOnlySpan<float> given = first.Data<float>(0);
        for (int i = 0; i < into.Length; i++)
        {
            // Fused operators round elsewhere.
            Math.Abs(given[i] - into[i]).ShouldBeLessThan(1e-5f);
        }
    }

    [OnnxFact]
    public void What_does_not_fit_is_told_before_the_run()
    {
        using OnnxSession session = OnnxSession.Open(Bert);
        OnnxTensor[] inputs = Inputs([2, 3], [1, 1]);
        Message(() => session.Run(inputs, ["logits"])).ShouldContain("no output logits; there are: last_hidden_state");
        Message(() => session.Run(inputs[..2], ["last_hidden_state"])).ShouldContain("needs the input token_type_ids");
        Message(() => session.Run([.. inputs, inputs[0]], ["last_hidden_state"])).ShouldContain("once");
        Message(() => session.Run([.. inputs, OnnxTensor.Input<long>("pixel_values", new long[1], 1)], ["last_hidden_state"])).ShouldContain("no input pixel_values");
        Message(() => session.Run([OnnxTensor.Input<int>("input_ids", new int[2], 1, 2), .. inputs[1..]], ["last_hidden_state"])).ShouldContain("Int32 [1, 2]");
        Message(() => session.Run([OnnxTensor.Input<long>("input_ids", new long[2], 2), .. inputs[1..]], ["last_hidden_state"])).ShouldContain("Int64 [2]");
        Message(() => session.Run(inputs, [OnnxTensor.Output<float>("last_hidden_state", new float[50], 1, 2, 25)])).ShouldContain("[1, 2, 25]");
        Should.Throw<ArgumentException>(() => session.Run(inputs, Array.Empty<string>()));
        Should.Throw<ArgumentException>(() => session.Run(inputs, ["last_hidden_state", "last_hidden_state"]));
        Should.Throw<ArgumentException>(() => OnnxTensor.Input<long>("input_ids", new long[3], 1, 2));
        Should.Throw<ArgumentException>(() => OnnxTensor.Input<char>("input_ids", new char[3], 3));
        Should.Throw<ArgumentOutOfRangeException>(() => OnnxTensor.Input<long>("input_ids", Array.Empty<long>(), 0));
        Should.Throw<ArgumentOutOfRangeException>(() => OnnxSession.Open(Bert, new OnnxSessionOptions { Threads = 0 }));
    }

    [OnnxFact]
    public void What_fails_in_the_run_names_the_model_and_leaves_it_usable()
    {
        using OnnxSession session = OnnxSession.Open(Bert);
        string message = Message(() => session.Run(Inputs([2, 99_999], [1, 1]), ["last_hidden_state"]));
        message.ShouldContain(Bert);
        message.ShouldContain("could not run");
        Message(() => session.Run(Inputs([2, 3], [1, 1]), [OnnxTensor.Output<float>("last_hidden_state", new float[48 * 2], 2, 2, 24)])).ShouldContain(Bert);
        using OnnxResult result = session.Run(Inputs([2, 3], [1, 1]), ["last_hidden_state"]);
        Should.Throw<EncoderException>(() => result.Data<long>(0)).Message.ShouldContain("Float32");
    }

    [OnnxFact]
    public void A_result_is_gone_once_it_is_disposed_of()
    {
        using OnnxSession session = OnnxSession.Open(Bert);
        OnnxResult result = session.Run(Inputs([2, 3], [1, 1]), ["last_hidden_state"]);
        result.Dispose();
        result.Dispose();
        Should.Throw<ObjectDisposedException>(() => result.Data<float>(0).Length);
    }

    [OnnxFact]
    public void Disposing_of_a_session_while_threads_run_it_ends_with_an_exception_at_most()
    {
        for (int round = 0; round < 5; round++)
        {
            OnnxSession session = OnnxSession.Open(Bert);
            using var started = new CountdownEvent(3);
            Task[] tasks = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            {
                started.Signal();
                for (int i = 0; i < 1000; i++)
                {
                    try
                    {
                        session.Run(Inputs([2, 40, 3], [1, 1, 1]), ["last_hidden_state"]).Dispose();
                    }
                    catch (ObjectDisposedException)
                    {
                        return;
                    }
                }
            }))];
            started.Wait();
            session.Dispose();
            Task.WaitAll(tasks);
        }
    }

    [OnnxTheory]
    [InlineData("")]
    [InlineData("no model at all")]
    public void What_is_no_model_is_refused_with_its_name(string content)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "broken.onnx");
        File.WriteAllText(path, content);
        Message(() => OnnxSession.Open(path)).ShouldContain(path);
        Message(() => OnnxSession.Open(File.ReadAllBytes(path), path)).ShouldContain(path);
        Message(() => OnnxSession.Open(Path.Combine(folder.Path, "absent.onnx"))).ShouldContain("absent.onnx");
    }

    [OnnxFact]
    public void A_provider_that_this_build_lacks_is_told()
    {
        EncoderException error = Should.Throw<EncoderException>(() => OnnxSession.Open(Bert, new OnnxSessionOptions { Provider = "CUDA" }));
        error.Message.ShouldContain("CUDA");
        error.Hint.ShouldNotBeNull().ShouldContain(OnnxRuntime.LibraryVariable);
        Message(() => OnnxSession.Open(Bert, new OnnxSessionOptions { Provider = "TPU" })).ShouldContain("CPU, CUDA");
    }

    [OnnxFact]
    public void Damaged_models_are_refused_or_opened_but_never_break_anything()
    {
        byte[] whole = File.ReadAllBytes(Fixture.PathOf("resnet/onnx/model.onnx"));
        var random = new Random(6);
        for (int round = 0; round < 200; round++)
        {
            byte[] damaged = whole[..(round % 4 == 0 ? random.Next(1, whole.Length) : whole.Length)];

            // Most of the file are weights; what matters is before and after them.
            for (int i = 0; i < 1 + (round % 3); i++)
            {
                int at = random.Next(Math.Min(damaged.Length, round % 2 == 0 ? 1000 : int.MaxValue));
                damaged[at] = (byte)random.Next(256);
            }

            OnnxSession.Fuzz(damaged);
        }

        OnnxSession.Fuzz(whole).ShouldBeTrue();
    }

    private static OnnxTensor[] Inputs(long[] ids, long[] mask)
    {
        int rows = ids.Length > 4 ? 2 : 1;
        long[] shape = [rows, ids.Length / rows];
        return
        [
            OnnxTensor.Input<long>("input_ids", ids, shape), OnnxTensor.Input<long>("attention_mask", mask, shape),
            OnnxTensor.Input<long>("token_type_ids", new long[ids.Length], shape),
        ];
    }

    private static string Message(Action action) => Should.Throw<EncoderException>(action).Message;
}
