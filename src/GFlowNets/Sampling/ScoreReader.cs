namespace GFlowNets.Sampling;

/// <summary>Copies a tensor of scores of either precision into doubles, reusing its own memory.</summary>
internal sealed class ScoreReader
{
    private float[] _single = [];

    internal void Read(Tensor scores, Span<double> into)
    {
        using var contiguous = scores.contiguous();
        if (contiguous.dtype == ScalarType.Float64)
        {
            contiguous.data<double>().CopyTo(into);
            return;
        }

        if (_single.Length < into.Length)
            _single = new float[into.Length];
        var single = _single.AsSpan(0, into.Length);
        contiguous.data<float>().CopyTo(single);
        for (var i = 0; i < into.Length; i++)
            into[i] = single[i];
    }
}
