namespace GFlowNets.Notebooks;

/// <summary>The budget switch of a notebook, set by the environment variable GFN_BUDGET: smoke, laptop (the default) or paper.</summary>
public static class Budget
{
    private const string Variable = "GFN_BUDGET";

    /// <summary>The budget in force.</summary>
    /// <exception cref="InvalidOperationException">GFN_BUDGET holds another value.</exception>
    public static BudgetSize Current => Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" or "laptop" => BudgetSize.Laptop,
        "smoke" => BudgetSize.Smoke,
        "paper" => BudgetSize.Paper,
        var other => throw new InvalidOperationException($"{Variable} must be smoke, laptop or paper (got '{other}')."),
    };

    /// <summary>The value for the budget in force.</summary>
    /// <param name="smoke">For seconds.</param>
    /// <param name="laptop">For minutes.</param>
    /// <param name="paper">As in the paper.</param>
    /// <exception cref="InvalidOperationException">GFN_BUDGET holds another value.</exception>
    public static T Choose<T>(T smoke, T laptop, T paper) => Current switch
    {
        BudgetSize.Smoke => smoke,
        BudgetSize.Paper => paper,
        _ => laptop,
    };
}
