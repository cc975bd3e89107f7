namespace GFlowNets.Notebooks;

/// <summary>A value that a notebook shows as HTML and a terminal shows as text.</summary>
public interface IRichOutput
{
    /// <summary>The value as an HTML fragment; every text in it is encoded.</summary>
    string ToHtml();

    /// <summary>The value as plain text.</summary>
    string ToText();
}
