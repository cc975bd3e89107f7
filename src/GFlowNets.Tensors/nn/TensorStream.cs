using System.Runtime.InteropServices;
using static GFlowNets.Tensors.torch;

namespace GFlowNets.Tensors;

/// <summary>Tensors in a binary stream: element type, number of dimensions and sizes as LEB128, then the elements in row-major order.</summary>
internal static class TensorStream
{
    /// <summary>Writes one tensor.</summary>
    public static void Write(BinaryWriter writer, Tensor tensor)
    {
        writer.Write7BitEncodedInt64((int)tensor.dtype);
        writer.Write7BitEncodedInt64(tensor.dim());
        foreach (var size in tensor.shape)
            writer.Write7BitEncodedInt64(size);
        switch (tensor.dtype)
        {
            case ScalarType.Float32: WriteElements<float>(writer, tensor); break;
            case ScalarType.Float64: WriteElements<double>(writer, tensor); break;
            case ScalarType.Int64: WriteElements<long>(writer, tensor); break;
            case ScalarType.Bool: WriteElements<bool>(writer, tensor); break;
            default: throw Unsupported(tensor.dtype);
        }
    }

    /// <summary>Reads one tensor that <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are no tensor of a type that this engine has.</exception>
    public static Tensor Read(BinaryReader reader)
    {
        var type = (ScalarType)reader.Read7BitEncodedInt64();
        var shape = new long[reader.Read7BitEncodedInt64()];
        for (var i = 0; i < shape.Length; i++)
            shape[i] = reader.Read7BitEncodedInt64();
        return type switch
        {
            ScalarType.Float32 => tensor(ReadElements<float>(reader, shape), shape),
            ScalarType.Float64 => tensor(ReadElements<double>(reader, shape), shape),
            ScalarType.Int64 => tensor(ReadElements<long>(reader, shape), shape),
            ScalarType.Bool => tensor(ReadElements<bool>(reader, shape), shape),
            _ => throw Unsupported(type),
        };
    }

    /// <summary>Refuses values whose shape or type is not the target's.</summary>
    public static void CheckFits(string name, Tensor target, Tensor source)
    {
        if (!target.shape.AsSpan().SequenceEqual(source.shape))
            throw new InvalidOperationException($"\"{name}\" has shape [{string.Join(", ", target.shape)}], but the values to load have shape [{string.Join(", ", source.shape)}].");
        if (target.dtype != source.dtype)
            throw new InvalidOperationException($"\"{name}\" is {target.dtype}, but the values to load are {source.dtype}: convert one of them first.");
    }

    private static void WriteElements<T>(BinaryWriter writer, Tensor tensor) where T : unmanaged =>
        writer.Write(MemoryMarshal.AsBytes<T>(tensor.data<T>().ToArray()));

    private static T[] ReadElements<T>(BinaryReader reader, long[] shape) where T : unmanaged
    {
        var values = new T[shape.Aggregate(1L, (product, size) => checked(product * size))];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static InvalidDataException Unsupported(ScalarType type) =>
        new($"Only float32, float64, int64 and bool tensors can be saved and loaded here (got {type}).");
}
