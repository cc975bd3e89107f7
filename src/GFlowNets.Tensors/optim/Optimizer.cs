using GFlowNets.Tensors.Modules;

namespace GFlowNets.Tensors;

public static partial class torch
{
    /// <summary>What changes parameters along their gradients.</summary>
    public static partial class optim
    {
        /// <summary>A rate of learning that a scheduler may change.</summary>
        public interface ILearningRateController
        {
            /// <summary>The present rate.</summary>
            double LearningRate { get; set; }

            /// <summary>The rate that schedules start from.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>Something with the two decay rates of Adam.</summary>
        public interface IBetas
        {
            /// <summary>Decay rates of the mean gradient and of the mean squared gradient.</summary>
            (double, double) Betas { get; set; }
        }

        /// <summary>Something with a momentum.</summary>
        public interface IMomentum
        {
            /// <summary>Which share of the last step goes into the next.</summary>
            double Momentum { get; set; }
        }

        /// <summary>Changes the parameters of one or several groups along their gradients.</summary>
        public abstract class Optimizer : IDisposable
        {
            private protected Optimizer() { }

            /// <summary>The groups, whose rates of learning may differ.</summary>
            public IEnumerable<ILearningRateController> ParamGroups => Groups;

            private protected List<ParamGroup> Groups { get; } = [];

            /// <summary>Changes every parameter that has a gradient.</summary>
            /// <param name="closure">Computes the loss anew, gradients included; or null.</param>
            /// <returns>The closure's loss, or null without one.</returns>
            public abstract Tensor? step(Func<Tensor>? closure = null);

            /// <summary>Sets every gradient to zero.</summary>
            public abstract void zero_grad();

            /// <summary>The parameters of all groups.</summary>
            public abstract IEnumerable<Parameter> parameters();

            /// <summary>Adds parameters with options of their own; what the options leave open is as for the optimizer.</summary>
            public abstract void add_param_group(ParamGroup param_group);

            /// <summary>Disposes what the optimizer remembers of each parameter; the parameters themselves stay.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Disposes what the optimizer remembers of each parameter; the parameters themselves stay.</summary>
            protected virtual void Dispose(bool disposing) { }

            /// <summary>What must be kept to continue an optimisation: the live options of every group and the live state of every parameter, in order.</summary>
            public class StateDictionary
            {
                internal StateDictionary() { }

                /// <summary>The options, one a group.</summary>
                public List<OptimizerOptions> Options { get; } = [];

                /// <summary>The states, one a parameter.</summary>
                public List<OptimizerState> State { get; } = [];
            }
        }
    }
}
