using System.Text;

namespace GFlowNets.Tensors;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>
            /// The parameters and persistent buffers themselves (no copies) by dotted name, put into <paramref name="destination"/> where one is given,
            /// behind <paramref name="prefix"/> and a dot where that is given.
            /// </summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var front = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (name, parameter) in named_parameters())
                    destination.TryAdd(front + name, parameter);
                foreach (var (name, buffer) in named_buffers(include_nonpersistent: false))
                    destination.TryAdd(front + name, buffer);
                return destination;
            }

            /// <summary>Copies the values of a state dictionary into this module's parameters and buffers.</summary>
            /// <returns>The names that the source lacks, and those that it has too many.</returns>
            /// <exception cref="InvalidOperationException">Names differ while <paramref name="strict"/>, or a shape or type differs; nothing is copied then.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var target = state_dict();
                bool Wanted(string name) => skip is null || !skip.Contains(name);
                var missing = target.Keys.Where(name => Wanted(name) && !source.ContainsKey(name)).ToList();
                var unexpected = source.Keys.Where(name => Wanted(name) && !target.ContainsKey(name)).ToList();
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException(
                        $"The state dictionary does not fit {typeName}: missing [{string.Join(", ", missing)}], unexpected [{string.Join(", ", unexpected)}]. "
                        + "Load it into a module built with the same settings, or pass strict: false.");
                var pairs = target.Where(pair => Wanted(pair.Key) && source.ContainsKey(pair.Key)).ToList();
                foreach (var (name, tensor) in pairs)
                    TensorStream.CheckFits(name, tensor, source[name]);
                using (no_grad())
                    foreach (var (name, tensor) in pairs)
                        tensor.copy_(source[name]);
                return (missing, unexpected);
            }

            /// <summary>Writes parameters and persistent buffers to a file.</summary>
            /// <param name="location">Path of the file, which is replaced.</param>
            /// <param name="skip">Names to leave out.</param>
            public Module save(string location, IList<string>? skip = null)
            {
                using var stream = File.Create(location);
                return save(stream, skip);
            }

            /// <summary>Writes parameters and persistent buffers to a stream, which stays open.</summary>
            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
                return save(writer, skip);
            }

            /// <summary>Writes parameters and persistent buffers.</summary>
            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                save_state_dict(writer, state_dict(), skip);
                return this;
            }

            /// <summary>Writes a state dictionary: its count, then each name, element type, shape and elements (integers as LEB128).</summary>
            public static void save_state_dict(BinaryWriter writer, Dictionary<string, Tensor> sd, IList<string>? skip = null)
            {
                var entries = sd.Where(pair => skip is null || !skip.Contains(pair.Key)).ToList();
                writer.Write7BitEncodedInt64(entries.Count);
                foreach (var (name, tensor) in entries)
                {
                    writer.Write(name);
                    TensorStream.Write(writer, tensor);
                }
            }

            /// <summary>Reads what <see cref="save(string, IList{string})"/> wrote into this module's parameters and buffers.</summary>
            /// <inheritdoc cref="load(BinaryReader, bool, IList{string}, Dictionary{string, bool})"/>
            public virtual Module load(string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var stream = File.OpenRead(location);
                return load(stream, strict, skip, loadedParameters);
            }

            /// <summary>Reads what <see cref="save(Stream, IList{string})"/> wrote; the stream stays open.</summary>
            /// <inheritdoc cref="load(BinaryReader, bool, IList{string}, Dictionary{string, bool})"/>
            public Module load(Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
                return load(reader, strict, skip, loadedParameters);
            }

            /// <summary>Reads what <see cref="save(BinaryWriter, IList{string})"/> wrote into this module's parameters and buffers.</summary>
            /// <param name="reader">Where to read.</param>
            /// <param name="strict">Whether differing names are an error.</param>
            /// <param name="skip">Names to pass over.</param>
            /// <param name="loadedParameters">Receives, for each name of the module, whether it was read.</param>
            /// <exception cref="InvalidOperationException">Names differ while <paramref name="strict"/>, or a shape or type differs; nothing is changed then.</exception>
            public virtual Module load(BinaryReader reader, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var scope = NewDisposeScope();
                var source = new Dictionary<string, Tensor>();
                for (var left = reader.Read7BitEncodedInt64(); left > 0; left--)
                    source[reader.ReadString()] = TensorStream.Read(reader);
                var (missing, _) = load_state_dict(source, strict, skip);
                if (loadedParameters is not null)
                    foreach (var name in state_dict().Keys)
                        loadedParameters[name] = !missing.Contains(name) && skip?.Contains(name) != true;
                return this;
            }
        }
    }
}
