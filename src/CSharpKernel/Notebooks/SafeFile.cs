using System.Text;

namespace CSharpKernel.Notebooks;

/// <summary>Writes whole files: a reader sees the old one or the new one, never half of either.</summary>
public static class SafeFile
{
    /// <summary>Writes the text beside the file, in UTF-8, and then renames it into place.</summary>
    /// <param name="path">The file; its folder is made if it is not there.</param>
    /// <param name="text">All of the file's text.</param>
    /// <exception cref="IOException">The file cannot be written; the old one, if there is one, is left as it was.</exception>
    public static void Write(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    internal static void Write(string path, Action<Stream> write)
    {
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string beside = $"{full}.{Guid.NewGuid():N}.new";
        try
        {
            using (var stream = File.Create(beside)) write(stream);
            File.Move(beside, full, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
