using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace GFlowNets.Notebooks.Tests;

// Reads the PNG pictures in a chart back by the specification, so that pixels can be compared with values.
internal sealed class Png
{
    private readonly byte[] _levels, _palette, _alpha;

    public Png(byte[] file)
    {
        Assert.Equal([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], file[..8]);
        var chunks = new Dictionary<string, byte[]>();
        for (int place = 8; place < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(place));
            Assert.Equal(Crc(file[(place + 4)..(place + 8 + length)]), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(place + 8 + length)));
            chunks.Add(Encoding.ASCII.GetString(file, place + 4, 4), file[(place + 8)..(place + 8 + length)]);
            place += 12 + length;
        }
        Assert.Equal(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"], chunks.Keys);
        byte[] header = chunks["IHDR"];
        (Width, Height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)));
        Assert.Equal([8, 3, 0, 0, 0], header[8..]);
        (_palette, _alpha, _levels) = (chunks["PLTE"], chunks["tRNS"], Unfilter(chunks["IDAT"]));
    }

    public int Width { get; }

    public int Height { get; }

    // Red, green, blue and alpha of the pixel at a place given in parts of the width and the height, from the top left.
    public (byte R, byte G, byte B, byte A) At(double x, double y)
    {
        int level = _levels[(int)(y * Height) * Width + (int)(x * Width)];
        return (_palette[3 * level], _palette[3 * level + 1], _palette[3 * level + 2], _alpha[level]);
    }

    private byte[] Unfilter(byte[] packed)
    {
        using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        byte[] levels = new byte[Width * Height], row = new byte[Width + 1];
        for (int y = 0; y < Height; y++)
        {
            zlib.ReadExactly(row);
            Assert.True(row[0] is 0 or 2, $"this reader knows the filters 0 and 2 (got {row[0]}).");
            for (int x = 0; x < Width; x++)
                levels[y * Width + x] = (byte)(row[x + 1] + (row[0] == 2 && y > 0 ? levels[(y - 1) * Width + x] : 0));
        }
        Assert.Equal(-1, zlib.ReadByte());
        return levels;
    }

    // The checksum bit by bit, unlike the table of the writer.
    private static uint Crc(byte[] bytes)
    {
        uint crc = 0xffffffff;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xedb88320 & (0 - (crc & 1)));
        }
        return ~crc;
    }
}
