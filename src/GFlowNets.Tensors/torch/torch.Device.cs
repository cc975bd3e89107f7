namespace GFlowNets.Tensors;

public static partial class torch
{
    /// <summary>Where a tensor lives. The embedded engine has the CPU only.</summary>
    public class Device
    {
        /// <summary>A device by kind.</summary>
        /// <param name="deviceType">The kind of device.</param>
        /// <param name="index">Which one of that kind; -1 for the current one.</param>
        public Device(DeviceType deviceType, int index = -1) => (type, this.index) = (deviceType, index);

        /// <summary>A device by name: "cpu", "cuda" or "cuda:0".</summary>
        /// <exception cref="ArgumentException">The name is none of these.</exception>
        public Device(string description)
        {
            var parts = description.Split(':', 2);
            type = parts[0].ToLowerInvariant() switch
            {
                "cpu" => DeviceType.CPU,
                "cuda" => DeviceType.CUDA,
                _ => throw new ArgumentException($"a device must be named cpu, cuda or cuda:N (got \"{description}\").", nameof(description)),
            };
            index = parts.Length == 1 ? -1 : int.TryParse(parts[1], out var number) && number >= 0
                ? number
                : throw new ArgumentException($"the number after the colon must be a whole number from 0 (got \"{description}\").", nameof(description));
        }

        /// <summary>The kind of device.</summary>
        public DeviceType type { get; }

        /// <summary>Which device of its kind; -1 for the current one.</summary>
        public int index { get; }

        /// <summary>A device by name.</summary>
        public static implicit operator Device(string description) => new(description);

        /// <summary>The name, such as "cpu" or "cuda:0".</summary>
        public override string ToString() =>
            type.ToString().ToLowerInvariant() + (index >= 0 ? $":{index}" : "");

        /// <summary>Refuses every device but the CPU.</summary>
        internal static void RequireCpu(Device? device)
        {
            if (device is { type: not DeviceType.CPU })
            {
                throw new NotSupportedException($"the embedded engine has only the CPU (asked for {device}): "
                    + "build with -p:Torch=cuda to run on a GPU.");
            }
        }
    }
}
