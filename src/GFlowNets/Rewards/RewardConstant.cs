using System.Runtime.CompilerServices;

namespace GFlowNets.Rewards;

/// <summary>Checks of a reward's constants.</summary>
internal static class RewardConstant
{
    internal static double Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        double.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(name, $"{name} must be a positive finite number (got {value})");

    internal static double NotNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        double.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(name, $"{name} must be a finite number of at least 0 (got {value})");
}
