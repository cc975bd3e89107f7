namespace GFlowNets.Notebooks;

// About how wide a sans-serif text is drawn: there is no font to ask, and a few classes of letters come within some percent.
internal static class TextWidth
{
    public static double Of(string text, double size) => size * text.Sum(letter => letter switch
    {
        'i' or 'j' or 'l' or 't' or 'f' or 'r' or 'I' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' or ' ' or '(' or ')' or '[' or ']' => 0.33,
        'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.87,
        >= 'A' and <= 'Z' => 0.68,
        >= '0' and <= '9' => 0.62,
        '\u2212' => 0.8,
        _ => 0.56,
    });
}
