namespace GFlowNets.Tensors;

/// <summary>How the rows of a bag become one.</summary>
public enum EmbeddingBagMode
{
    /// <summary>Their sum.</summary>
    Sum = 0,

    /// <summary>Their mean.</summary>
    Mean = 1,

    /// <summary>Their greatest elements.</summary>
    Max = 2,
}
