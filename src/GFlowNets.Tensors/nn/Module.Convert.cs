using System.Reflection;
using GFlowNets.Tensors.Modules;

namespace GFlowNets.Tensors;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Replaces every real parameter and buffer by one of another type, in the registers and in the fields that hold it.</summary>
            internal void Convert(ScalarType type)
            {
                if (type is not (ScalarType.Float32 or ScalarType.Float64))
                    throw new ArgumentException($"A module can be converted to float32 or float64 (got {type}).", nameof(type));
                var replaced = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var module in modules().Append(this))
                    module.Replace(type, replaced);
                foreach (var old in replaced.Keys)
                    old.Dispose();
            }

            private void Replace(ScalarType type, Dictionary<Tensor, Tensor> replaced)
            {
                for (var i = 0; i < ownParameters.Count; i++)
                    ownParameters[i] = (ownParameters[i].Name, (Parameter)Replacement(ownParameters[i].Value, type, replaced));
                for (var i = 0; i < ownBuffers.Count; i++)
                    ownBuffers[i] = ownBuffers[i] with { Value = Replacement(ownBuffers[i].Value, type, replaced) };
                for (var declaring = GetType(); declaring != typeof(Module); declaring = declaring.BaseType!)
                    foreach (var field in declaring.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                        if (field.GetValue(this) is Tensor held && replaced.TryGetValue(held, out var replacement))
                            field.SetValue(this, replacement);
            }

            private static Tensor Replacement(Tensor old, ScalarType type, Dictionary<Tensor, Tensor> replaced)
            {
                if (!old.is_floating_point() || old.dtype == type)
                    return old;
                if (replaced.TryGetValue(old, out var known))
                    return known;
                using var detached = old.detach();
                var converted = detached.to(type).DetachFromDisposeScope();
                return replaced[old] = old is Parameter ? new Parameter(converted, old.requires_grad).DetachFromDisposeScope() : converted;
            }
        }
    }
}
