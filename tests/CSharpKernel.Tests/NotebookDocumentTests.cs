using CSharpKernel.Notebooks;

namespace CSharpKernel.Tests;

public class NotebookDocumentTests
{
    private const string AsJupyterWritesIt = """
        {
         "cells": [
          {
           "attachments": {},
           "cell_type": "markdown",
           "id": "intro",
           "metadata": {},
           "source": [
            "# Über 😀 <b>\n",
            "line"
           ]
          },
          {
           "cell_type": "code",
           "execution_count": 7,
           "id": "b",
           "metadata": {
            "editable": true,
            "tags": [
             "x"
            ]
           },
           "outputs": [
            {
             "name": "stdout",
             "output_type": "stream",
             "text": [
              "tab\t quote\" back\\slash \u001b[0m \u0001\n"
             ]
            }
           ],
           "source": []
          }
         ],
         "metadata": {
          "a_number": 1.50,
          "kernelspec": {
           "name": ".net-csharp"
          },
          "unknown": {
           "nested": [
            null,
            true,
            {}
           ]
          }
         },
         "nbformat": 4,
         "nbformat_minor": 5,
         "someday": "kept"
        }

        """;

    [Fact]
    public void A_notebook_that_Jupyter_wrote_comes_out_as_it_went_in()
    {
        string text = AsJupyterWritesIt.ReplaceLineEndings("\n");
        Assert.Equal(text, NotebookDocument.Parse(text).ToJson());
    }

    [Fact]
    public void Cells_are_read()
    {
        var notebook = NotebookDocument.Parse(AsJupyterWritesIt);
        Assert.Equal("Über 😀 <b>", notebook.Title);
        Assert.Equal(2, notebook.Cells.Count);
        Assert.True(notebook.Cells[0].IsMarkdown);
        Assert.Equal("# Über 😀 <b>\nline", notebook.Cells[0].Source);
        Assert.True(notebook.Cells[1].IsCode);
        Assert.Equal(7, notebook.Cells[1].ExecutionCount);
        Assert.True(notebook.Cells[1].HasTag("x"));
        Assert.False(notebook.Cells[1].MayRaise);
    }

    [Fact]
    public void Missing_identifiers_are_the_same_every_time_and_unique()
    {
        const string text = """{"cells": [{"cell_type": "code", "source": "1"}, {"cell_type": "code", "source": "2", "id": "cell-1"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 2}""";
        var notebook = NotebookDocument.Parse(text);
        Assert.Equal(["cell-1-", "cell-1"], notebook.Cells.Select(cell => cell.Id));
        Assert.Equal(notebook.ToJson(), NotebookDocument.Parse(text).ToJson());
        Assert.Contains("\"nbformat_minor\": 5", notebook.ToJson());
    }

    [Fact]
    public void Sources_become_arrays_of_lines() =>
        Assert.Contains("\"a\\n\",\n    \"b\"", Notebooks.Of("a\nb").ToJson());

    [Theory]
    [InlineData("not json", "which is a JSON text")]
    [InlineData("[1]", "with a number nbformat")]
    [InlineData("{}", "with a number nbformat")]
    [InlineData("""{"nbformat": 3, "worksheets": []}""", "got nbformat 3")]
    [InlineData("""{"nbformat": 4}""", "must have an array cells")]
    [InlineData("""{"nbformat": 4, "cells": [1]}""", "must have an array cells")]
    public void What_is_no_notebook_is_refused_with_a_sentence(string text, string sentence)
    {
        var e = Assert.Throws<NotebookFormatException>(() => NotebookDocument.Parse(text, "x.ipynb"));
        Assert.StartsWith("x.ipynb must", e.Message);
        Assert.Contains(sentence, e.Message);
    }

    [Fact]
    public void An_interrupted_write_leaves_the_old_file_and_nothing_else()
    {
        using var folder = new TestFolder();
        folder.Write("a.ipynb", "old");
        Assert.Throws<InvalidOperationException>(() => SafeFile.Write(folder["a.ipynb"], stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException("interrupted");
        }));
        Assert.Equal("old", File.ReadAllText(folder["a.ipynb"]));
        Assert.Single(Directory.GetFiles(folder.Path));
        SafeFile.Write(folder["a.ipynb"], "new");
        Assert.Equal("new", File.ReadAllText(folder["a.ipynb"]));
        Assert.Single(Directory.GetFiles(folder.Path));
    }
}
