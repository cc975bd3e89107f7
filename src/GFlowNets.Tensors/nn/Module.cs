using System.Reflection;
using GFlowNets.Tensors.Modules;

namespace GFlowNets.Tensors;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// A part of a network: it owns parameters, buffers and further modules, each under a name.
        /// A derived class keeps them in fields and calls <see cref="RegisterComponents"/> at the end of its constructor.
        /// </summary>
        public partial class Module : IDisposable
        {
            private readonly string typeName;
            private readonly List<(string Name, Parameter Value)> ownParameters = [];
            private readonly List<(string Name, Tensor Value, bool Persistent)> ownBuffers = [];
            private readonly List<(string Name, Module Value)> ownModules = [];

            /// <summary>A module of the given type name.</summary>
            protected Module(string name) => typeName = name;

            /// <summary>Whether the module trains (the default) rather than evaluates; dropout differs.</summary>
            public bool training { get; private set; } = true;

            /// <summary>The module's type name.</summary>
            public virtual string GetName() => typeName;

            /// <summary>Registers every field that holds a module, a parameter or a tensor, under the field's name.</summary>
            protected virtual void RegisterComponents()
            {
                foreach (var field in GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                {
                    if (field.DeclaringType == typeof(Module) || IsRegistered(field.Name))
                        continue;
                    switch (field.GetValue(this))
                    {
                        case Module module: register_module(field.Name, module); break;
                        case Parameter parameter: register_parameter(field.Name, parameter); break;
                        case Tensor tensor: register_buffer(field.Name, tensor); break;
                    }
                }
            }

            /// <summary>Adds a module under a name.</summary>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_module(string name, Module submodule)
            {
                CheckName(name);
                ownModules.Add((name, submodule));
            }

            /// <summary>Adds a module under a name.</summary>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Adds a parameter under a name. It then lives as long as the module, whatever dispose scope is open.</summary>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_parameter(string name, Parameter param)
            {
                CheckName(name);
                param.DetachFromDisposeScope();
                ownParameters.Add((name, param));
            }

            /// <summary>Adds a tensor that is not trained; a persistent one is part of the state dictionary.</summary>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                CheckName(name);
                tensor.DetachFromDisposeScope();
                ownBuffers.Add((name, tensor, persistent));
            }

            /// <summary>The parameters with their names: the module's own first, then its modules' in order of registration. A shared one appears once.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                Collect(recurse, module => module.ownParameters);

            /// <summary>The parameters in the order of <see cref="named_parameters"/>.</summary>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(pair => pair.parameter);

            /// <summary>The buffers with their names.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                Collect(recurse, module => module.ownBuffers.Where(b => b.Persistent || include_nonpersistent).Select(b => (b.Name, b.Value)));

            /// <summary>The buffers in the order of <see cref="named_buffers"/>.</summary>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(pair => pair.buffer);

            /// <summary>The modules registered here, with their names.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children() => ownModules;

            /// <summary>The modules registered here.</summary>
            public virtual IEnumerable<Module> children() => ownModules.Select(pair => pair.Value);

            /// <summary>Every module below this one, with its dotted name.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (name, module) in ownModules)
                {
                    yield return (name, module);
                    foreach (var (inner, deeper) in module.named_modules())
                        yield return ($"{name}.{inner}", deeper);
                }
            }

            /// <summary>Every module below this one.</summary>
            public virtual IEnumerable<Module> modules() => named_modules().Select(pair => pair.module);

            /// <summary>The parameter of the given dotted name, or null.</summary>
            public virtual Parameter? get_parameter(string target) => named_parameters().FirstOrDefault(pair => pair.name == target).parameter;

            /// <summary>The buffer of the given dotted name, or null.</summary>
            public virtual Tensor? get_buffer(string target) => named_buffers().FirstOrDefault(pair => pair.name == target).buffer;

            /// <summary>Whether a parameter of that dotted name exists.</summary>
            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            /// <summary>Whether a buffer of that dotted name exists.</summary>
            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            /// <summary>Switches this module and all below it to training, or to evaluation.</summary>
            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var (_, module) in ownModules)
                    module.train(train);
            }

            /// <summary>Switches this module and all below it to evaluation.</summary>
            public virtual void eval() => train(false);

            /// <summary>Removes every parameter's gradient, or fills it with zeros.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                    Gradients.Clear(parameter, set_to_none);
            }

            /// <summary>Applies an action to every module below this one and then to this one.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, module) in ownModules)
                    module.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>Disposes the parameters, the buffers and the modules.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Disposes the parameters, the buffers and the modules.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                    return;
                foreach (var (_, parameter) in ownParameters)
                    parameter.Dispose();
                foreach (var (_, buffer, _) in ownBuffers)
                    buffer.Dispose();
                foreach (var (_, module) in ownModules)
                    module.Dispose();
            }

            /// <summary>Forgets all modules, for containers whose contents change.</summary>
            protected void ClearModules() => ownModules.Clear();

            private IEnumerable<(string, T)> Collect<T>(bool recurse, Func<Module, IEnumerable<(string Name, T Value)>> own) where T : Tensor
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (name, value) in own(this))
                    if (seen.Add(value))
                        yield return (name, value);
                if (!recurse)
                    yield break;
                foreach (var (path, module) in named_modules())
                    foreach (var (name, value) in own(module))
                        if (seen.Add(value))
                            yield return ($"{path}.{name}", value);
            }

            private bool IsRegistered(string name) =>
                ownParameters.Any(pair => pair.Name == name) || ownBuffers.Any(pair => pair.Name == name) || ownModules.Any(pair => pair.Name == name);

            private void CheckName(string name)
            {
                if (IsRegistered(name))
                    throw new InvalidOperationException($"{typeName} already has a component named \"{name}\": names must differ within a module.");
            }
        }
    }
}
