namespace GFlowNets.Notebooks;

/// <summary>The notebook that shows our values while a cell runs. Without one, live values are shown nowhere.</summary>
public static class NotebookHost
{
    private static readonly Action<object> s_nowhere = _ => { };
    private static volatile Func<object, Action<object>> s_display = _ => s_nowhere;

    /// <summary>Hands over the kernel's display; every notebook does so once, before anything is shown.</summary>
    /// <param name="display">Shows a value and returns the action that shows another in its place.</param>
    public static void Connect(Func<object, Action<object>> display) => s_display = display;

    /// <summary>Shows live values on the console, as text, each below the last: for a program without a notebook.</summary>
    public static void ConnectConsole() => Connect(value =>
    {
        Write(value);
        return Write;

        static void Write(object value) => Console.WriteLine((value as IRichOutput)?.ToText() ?? value.ToString());
    });

    /// <summary>Shows live values nowhere, which is where a program starts.</summary>
    public static void Disconnect() => s_display = _ => s_nowhere;

    /// <summary>Shows a value now.</summary>
    /// <param name="value">A chart, table, verdict or anything the kernel can show.</param>
    /// <returns>The action that shows another value in its place.</returns>
    public static Action<object> Show(object value) => s_display(value);
}
