using System.Collections;

namespace CSharpKernel.Output;

/// <summary>One value in several forms: MIME type by MIME type, in the order in which they were written.</summary>
public sealed class MimeBundle : IEnumerable<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _forms = [];

    /// <summary>The form with this MIME type, or null if there is none. Setting an existing one replaces it where it stands.</summary>
    /// <param name="mimeType">A MIME type, such as text/html.</param>
    public string? this[string mimeType]
    {
        get => _forms.Find(form => form.Key == mimeType).Value;
        set
        {
            var form = KeyValuePair.Create(mimeType, value ?? "");
            int index = _forms.FindIndex(other => other.Key == mimeType);
            if (index < 0) _forms.Add(form);
            else _forms[index] = form;
        }
    }

    /// <summary>Adds or replaces a form; what a collection initialiser calls.</summary>
    /// <param name="mimeType">A MIME type.</param>
    /// <param name="text">The form: text as it is, binary data in base 64.</param>
    public void Add(string mimeType, string text) => this[mimeType] = text;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _forms.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
