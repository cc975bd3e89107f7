namespace GFlowNets.Tensors;

public static partial class torch
{
    /// <summary>Zeros of a shape; float32 unless told otherwise.</summary>
    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Filled(size, 0L, dtype, device, requires_grad, names);

    /// <summary>Zeros of a shape; float32 unless told otherwise.</summary>
    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Filled(size, 0L, dtype, device, requires_grad, names);

    /// <summary>Zeros of a shape; float32 unless told otherwise.</summary>
    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Filled([size], 0L, dtype, device, requires_grad, names);

    /// <summary>Zeros of a shape; float32 unless told otherwise.</summary>
    public static Tensor zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Filled([rows, columns], 0L, dtype, device, requires_grad, names);

    /// <summary>Zeros of a shape; float32 unless told otherwise.</summary>
    public static Tensor zeros(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Filled([dim0, dim1, dim2], 0L, dtype, device, requires_grad, names);

    /// <summary>Zeros of a shape; float32 unless told otherwise.</summary>
    public static Tensor zeros(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Filled([dim0, dim1, dim2, dim3], 0L, dtype, device, requires_grad, names);

    /// <summary>Ones of a shape; float32 unless told otherwise.</summary>
    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Filled(size, 1L, dtype, device, requires_grad, names);

    /// <summary>Ones of a shape; float32 unless told otherwise.</summary>
    public static Tensor ones(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Filled(size, 1L, dtype, device, requires_grad, names);

    /// <summary>Ones of a shape; float32 unless told otherwise.</summary>
    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Filled([size], 1L, dtype, device, requires_grad, names);

    /// <summary>Ones of a shape; float32 unless told otherwise.</summary>
    public static Tensor ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Filled([rows, columns], 1L, dtype, device, requires_grad, names);

    /// <summary>Ones of a shape; float32 unless told otherwise.</summary>
    public static Tensor ones(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Filled([dim0, dim1, dim2], 1L, dtype, device, requires_grad, names);

    /// <summary>Ones of a shape; float32 unless told otherwise.</summary>
    public static Tensor ones(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Filled([dim0, dim1, dim2, dim3], 1L, dtype, device, requires_grad, names);

    /// <summary>Room for a shape, with arbitrary contents.</summary>
    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Empty(size, dtype, device, requires_grad, names);

    /// <summary>Room for a shape, with arbitrary contents.</summary>
    public static Tensor empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Empty(size, dtype, device, requires_grad, names);

    /// <summary>Room for a shape, with arbitrary contents.</summary>
    public static Tensor empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Empty([size], dtype, device, requires_grad, names);

    /// <summary>Room for a shape, with arbitrary contents.</summary>
    public static Tensor empty(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Empty([rows, columns], dtype, device, requires_grad, names);

    /// <summary>Room for a shape, with arbitrary contents.</summary>
    public static Tensor empty(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Empty([dim0, dim1, dim2], dtype, device, requires_grad, names);

    /// <summary>Room for a shape, with arbitrary contents.</summary>
    public static Tensor empty(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Empty([dim0, dim1, dim2, dim3], dtype, device, requires_grad, names);

    /// <summary>One number everywhere; of the number's kind unless told otherwise.</summary>
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Full(size, value, dtype, device, requires_grad, names);

    /// <summary>One number everywhere; of the number's kind unless told otherwise.</summary>
    public static Tensor full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Full(size, value, dtype, device, requires_grad, names);

    /// <summary>One number everywhere; of the number's kind unless told otherwise.</summary>
    public static Tensor full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Full([size], value, dtype, device, requires_grad, names);

    /// <summary>One number everywhere; of the number's kind unless told otherwise.</summary>
    public static Tensor full(long rows, long columns, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Full([rows, columns], value, dtype, device, requires_grad, names);

    /// <summary>One number everywhere; of the number's kind unless told otherwise.</summary>
    public static Tensor full(long dim0, long dim1, long dim2, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Full([dim0, dim1, dim2], value, dtype, device, requires_grad, names);

    /// <summary>One number everywhere; of the number's kind unless told otherwise.</summary>
    public static Tensor full(long dim0, long dim1, long dim2, long dim3, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Full([dim0, dim1, dim2, dim3], value, dtype, device, requires_grad, names);

    /// <summary>Uniform in [0, 1); a value is a function of the generator's seed and its place in the stream.</summary>
    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => Uniform(size, dtype, device, requires_grad, generator, names);

    /// <summary>Uniform in [0, 1); a value is a function of the generator's seed and its place in the stream.</summary>
    public static Tensor rand(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => Uniform(size, dtype, device, requires_grad, generator, names);

    /// <summary>Uniform in [0, 1); a value is a function of the generator's seed and its place in the stream.</summary>
    public static Tensor rand(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => Uniform([size], dtype, device, requires_grad, generator, names);

    /// <summary>Uniform in [0, 1); a value is a function of the generator's seed and its place in the stream.</summary>
    public static Tensor rand(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => Uniform([rows, columns], dtype, device, requires_grad, generator, names);

    /// <summary>Uniform in [0, 1); a value is a function of the generator's seed and its place in the stream.</summary>
    public static Tensor rand(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => Uniform([dim0, dim1, dim2], dtype, device, requires_grad, generator, names);

    /// <summary>Uniform in [0, 1); a value is a function of the generator's seed and its place in the stream.</summary>
    public static Tensor rand(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => Uniform([dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator, names);

    /// <summary>Normal with mean 0 and standard deviation 1; a value is a function of the generator's seed and its place in the stream.</summary>
    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => Normal(size, dtype, device, requires_grad, generator, names);

    /// <summary>Normal with mean 0 and standard deviation 1; a value is a function of the generator's seed and its place in the stream.</summary>
    public static Tensor randn(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => Normal(size, dtype, device, requires_grad, generator, names);

    /// <summary>Normal with mean 0 and standard deviation 1; a value is a function of the generator's seed and its place in the stream.</summary>
    public static Tensor randn(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => Normal([size], dtype, device, requires_grad, generator, names);

    /// <summary>Normal with mean 0 and standard deviation 1; a value is a function of the generator's seed and its place in the stream.</summary>
    public static Tensor randn(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => Normal([rows, columns], dtype, device, requires_grad, generator, names);

    /// <summary>Normal with mean 0 and standard deviation 1; a value is a function of the generator's seed and its place in the stream.</summary>
    public static Tensor randn(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => Normal([dim0, dim1, dim2], dtype, device, requires_grad, generator, names);

    /// <summary>Normal with mean 0 and standard deviation 1; a value is a function of the generator's seed and its place in the stream.</summary>
    public static Tensor randn(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => Normal([dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator, names);

    /// <summary>Zeros in the shape and type of another tensor.</summary>
    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Filled(input.Sizes, 0L, dtype ?? input.ElementType, device, requires_grad, names);

    /// <summary>Ones in the shape and type of another tensor.</summary>
    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Filled(input.Sizes, 1L, dtype ?? input.ElementType, device, requires_grad, names);

    /// <summary>Room in the shape and type of another tensor, with arbitrary contents.</summary>
    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Empty(input.Sizes, dtype ?? input.ElementType, device, requires_grad, names);

    /// <summary>One number in the shape and type of another tensor.</summary>
    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Full(input.Sizes, value, dtype ?? input.ElementType, device, requires_grad, names);

    /// <summary>The numbers 0, 1, ... below stop.</summary>
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    /// <summary>The numbers start, start + 1, ... below stop.</summary>
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    /// <summary>The numbers start, start + step, ... up to stop, which is not taken; int64 if all three are whole.</summary>
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var (from, to, by) = (start.Value, stop.Value, step.Value);
        if (by.Real == 0 || (to.Real - from.Real) / by.Real < 0)
            throw new ArgumentException($"arange: the step must lead from start to stop (got {from.Real}, {to.Real} and step {by.Real}).");
        var whole = !from.IsReal && !to.IsReal && !by.IsReal;
        var count = (long)Math.Ceiling((to.Real - from.Real) / by.Real);
        using var numbers = Tensor.Create([count], whole ? ScalarType.Int64 : ScalarType.Float64, inScope: false);
        for (var i = 0; i < count; i++)
        {
            if (whole)
                numbers.Elements<long>()[i] = from.Whole + (i * by.Whole);
            else
                numbers.Elements<double>()[i] = from.Real + (i * by.Real);
        }
        return Finish(Converted(numbers, dtype ?? (whole ? ScalarType.Int64 : get_default_dtype())), device, requires_grad, null);
    }

    /// <summary>Numbers at equal distances from start to end, both taken.</summary>
    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        using var numbers = Tensor.Create([steps], ScalarType.Float64, inScope: false);
        for (var i = 0; i < steps; i++)
            numbers.Elements<double>()[i] = steps == 1 ? start : start + ((end - start) * i / (steps - 1));
        return Finish(Converted(numbers, dtype ?? get_default_dtype()), device, requires_grad, null);
    }

    /// <summary>Ones on the diagonal and zeros elsewhere; square unless columns are given.</summary>
    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var width = columns < 0 ? rows : columns;
        var result = Filled([rows, width], 0L, dtype, null, false, null);
        using (no_grad())
            result.Share([Math.Min(rows, width)], [width + 1], 0, inScope: false).fill_(1);
        return Finish(result, device, requires_grad, names);
    }

    private static Tensor Filled(ReadOnlySpan<long> size, Number value, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
    {
        var result = Empty(size, dtype, device, requires_grad, names);
        Copying.Fill(result, value);
        return result;
    }

    private static Tensor Full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) =>
        Filled(size, value.Value, dtype ?? Types.Promote(ScalarType.Bool, value.Value), device, requires_grad, names);

    private static Tensor Empty(ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
    {
        foreach (var length in size)
        {
            if (length < 0)
                throw new ArgumentException($"sizes must not be negative (got {Shape.Text(size)}).");
        }
        return Finish(Tensor.Create(size.ToArray(), dtype ?? get_default_dtype()), device, requires_grad, names);
    }

    private static Tensor Converted(Tensor source, ScalarType type)
    {
        var result = Tensor.Create(source.Sizes, type);
        Copying.Copy(source, result);
        return result;
    }

    // What all factories do with the arguments that have nothing to do with elements.
    private static Tensor Finish(Tensor result, Device? device, bool requires_grad, string[]? names)
    {
        Device.RequireCpu(device);
        if (names is not null)
            throw new NotSupportedException("the embedded engine has no named dimensions: leave names out.");
        if (requires_grad)
            result.requires_grad = true;
        return result;
    }
}
