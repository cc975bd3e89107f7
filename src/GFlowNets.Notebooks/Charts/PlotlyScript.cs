using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace GFlowNets.Notebooks;

/// <summary>
/// plotly.js, which makes figures interactive, at the one version that the kit is tried with. It is never shipped: a page takes it from a CDN, or from
/// this machine once <c>./gfn plotly fetch</c> has put it there. Its licence is MIT.
/// </summary>
[TypeFormatterSource(typeof(RichFormatterSource))]
public sealed class PlotlyScript : IRichOutput
{
    /// <summary>The version of plotly.js.</summary>
    public const string Version = "4.1.1";

    private const string Variable = "GFN_PLOTLY";
    private readonly string _package, _file;

    private PlotlyScript(string package, string file, string digest) => (_package, _file, Digest) = (package, file, digest);

    /// <summary>The bundle with the flat kinds of series: 1.5 MB.</summary>
    public static PlotlyScript Flat { get; } =
        new("plotly.js-cartesian-dist-min", "plotly-cartesian.min.js", "sha384-zc4SwKObGL/W0M3RUI09UPWjlgIZHfbwMgcZO6713mRh78tfUmIQKhzCyE2LIiUg");

    /// <summary>The bundle with every kind of series, those in space among them: 4.8 MB.</summary>
    public static PlotlyScript Full { get; } =
        new("plotly.js-dist-min", "plotly.min.js", "sha384-AFNp2MtSm5/oZbEs/J19F/Ah57MEiVsoed8nE3fq2Wnccdl1u/EkyJ9XKKU8rt7+");

    /// <summary>Where bundles are kept on this machine: what the environment variable GFN_PLOTLY names, or a folder of the user's cache.</summary>
    public static string Folder => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder
        ? Path.GetFullPath(folder)
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "gfn", "plotly", Version);

    /// <summary>The bundle's address on a CDN.</summary>
    public string Address => $"https://cdn.jsdelivr.net/npm/{_package}@{Version}/{_file}";

    /// <summary>The bundle's digest as a browser wants it (Subresource Integrity): content with any other is refused.</summary>
    public string Digest { get; }

    /// <summary>The bundle's file on this machine, whether it is there or not.</summary>
    public string FilePath => Path.Combine(Folder, _file);

    /// <summary>Whether the bundle is on this machine.</summary>
    public bool IsHere => File.Exists(FilePath);

    /// <summary>The bundle that a page's figures ask for; null where a page has no interactive figures.</summary>
    /// <param name="html">The page.</param>
    public static PlotlyScript? NeededBy(string html) =>
        html.Contains(HtmlFigure.SpaceMark, StringComparison.Ordinal) ? Full : html.Contains(HtmlFigure.FlatMark, StringComparison.Ordinal) ? Flat : null;

    /// <summary>
    /// The bundle as a script element. Displayed in a notebook once, it makes the figures of that page interactive without any network, at the price of its size.
    /// </summary>
    /// <exception cref="FileNotFoundException">The bundle is not on this machine.</exception>
    /// <exception cref="InvalidDataException">The file is not what was fetched.</exception>
    public string ToHtml()
    {
        if (!IsHere) throw new FileNotFoundException($"{_file} is not at {FilePath}: run ./gfn plotly fetch once.", FilePath);
        byte[] script = File.ReadAllBytes(FilePath);
        Check(script, FilePath);
        // An AMD loader such as Jupyter's require.js would catch older versions, so it is hidden meanwhile.
        return $"<script>window.gfnDefine = window.define; window.define = undefined;</script>\n<script>{System.Text.Encoding.UTF8.GetString(script)}</script>\n<script>window.define = window.gfnDefine;</script>";
    }

    /// <summary>What it is, in a line.</summary>
    public string ToText() => $"plotly.js {Version}, {_file}";

    /// <inheritdoc/>
    public override string ToString() => ToText();

    /// <summary>Fetches the bundle to <see cref="FilePath"/>: with npm from the registry it is set up for, or else from the CDN. Its content must have the pinned digest.</summary>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="IOException">Neither way works, or the file cannot be written; the message says why.</exception>
    /// <exception cref="InvalidDataException">What came has another digest.</exception>
    public async Task FetchAsync(CancellationToken cancel = default)
    {
        byte[] script = await FromNpmAsync(cancel) ?? await FromCdnAsync(cancel);
        Check(script, "what was fetched");
        Directory.CreateDirectory(Folder);
        string fresh = FilePath + $".{Environment.ProcessId}.new";
        await File.WriteAllBytesAsync(fresh, script, cancel);
        File.Move(fresh, FilePath, overwrite: true);
    }

    private void Check(byte[] script, string what)
    {
        string digest = "sha384-" + Convert.ToBase64String(SHA384.HashData(script));
        if (digest != Digest) throw new InvalidDataException($"{what} is not {_file} of plotly.js {Version} (its digest is {digest}, not {Digest}): delete it and run ./gfn plotly fetch.");
    }

    // npm knows the registry, the proxy and the certificates that its user has set up. Nothing where npm is missing or has no such package.
    private async Task<byte[]?> FromNpmAsync(CancellationToken cancel)
    {
        string folder = Directory.CreateTempSubdirectory("gfn-plotly-").FullName;
        try
        {
            using var npm = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["pack", "--silent", $"{_package}@{Version}"])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            await Task.WhenAll(npm.StandardOutput.ReadToEndAsync(cancel), npm.StandardError.ReadToEndAsync(cancel));
            await npm.WaitForExitAsync(cancel);
            if (npm.ExitCode != 0 || Directory.EnumerateFiles(folder, "*.tgz").FirstOrDefault() is not { } archive) return null;
            await using var packed = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
            await using var tar = new TarReader(packed);
            while (await tar.GetNextEntryAsync(copyData: false, cancel) is { } entry)
            {
                if (entry.Name != $"package/{_file}" || entry.DataStream is null) continue;
                using var script = new MemoryStream();
                await entry.DataStream.CopyToAsync(script, cancel);
                return script.ToArray();
            }
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<byte[]> FromCdnAsync(CancellationToken cancel)
    {
        try
        {
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
            return await client.GetByteArrayAsync(Address, cancel);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            throw new IOException($"plotly.js could not be fetched: npm has no {_package}@{Version} or is not installed, and {Address} does not answer ({e.Message}). "
                + $"Put {_file} of that version at {FilePath} by hand.", e);
        }
    }
}
