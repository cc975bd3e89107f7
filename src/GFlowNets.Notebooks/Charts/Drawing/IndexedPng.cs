using System.Buffers.Binary;
using System.IO.Compression;

namespace GFlowNets.Notebooks;

// Writes PNG pictures with one byte a pixel: 0 to 254 along a colour scale, 255 transparent (PNG specification, W3C 2003).
internal static class IndexedPng
{
    public const byte Transparent = 255;
    private const int Levels = 255;
    private static readonly uint[] s_crcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    // The level of a position on the scale; transparent where it is not a number.
    public static byte Level(double position) => double.IsNaN(position) ? Transparent : (byte)Math.Round(Math.Clamp(position, 0, 1) * (Levels - 1));

    public static byte[] Encode(int width, int height, byte[] levels, ColorScale scale)
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);

        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 3);
        Chunk(png, "IHDR"u8, header);
        Chunk(png, "PLTE"u8, [.. Enumerable.Range(0, Levels + 1).Select(i => scale.At(i / (Levels - 1.0))).SelectMany(c => new[] { c.R, c.G, c.B })]);
        Chunk(png, "tRNS"u8, [.. Enumerable.Repeat((byte)255, Levels), 0]);
        Chunk(png, "IDAT"u8, Deflate(width, height, levels));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    // Every row is written as its difference to the row above (filter 2), so the repeated rows of a tall cell are zeros.
    private static byte[] Deflate(int width, int height, byte[] levels)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            byte[] row = new byte[width + 1];
            for (int y = 0; y < height; y++)
            {
                row[0] = 2;
                for (int x = 0; x < width; x++)
                    row[x + 1] = (byte)(levels[y * width + x] - (y == 0 ? 0 : levels[(y - 1) * width + x]));
                zlib.Write(row);
            }
        }
        return packed.ToArray();
    }

    private static void Chunk(Stream png, ReadOnlySpan<byte> name, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(name);
        png.Write(data);
        uint crc = 0xffffffff;
        foreach (byte b in (byte[])[.. name, .. data]) crc = s_crcTable[(crc ^ b) & 0xff] ^ (crc >> 8);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        png.Write(number);
    }

    private static uint CrcOf(int index)
    {
        uint crc = (uint)index;
        for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : 0xedb88320 ^ (crc >> 1);
        return crc;
    }
}
