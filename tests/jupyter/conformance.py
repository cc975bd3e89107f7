"""Jupyter's own conformance suite, with a sample for every test that it has.

python3 conformance.py [KERNEL NAME]
"""
import sys
import unittest

import jupyter_kernel_test

KERNEL = sys.argv.pop(1) if len(sys.argv) > 1 else "gfn-csharp"


class CSharpKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "C#"
    file_extension = ".cs"

    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("oops");'
    code_page_something = "#!help Math.Sqrt"
    code_generate_error = 'throw new InvalidOperationException("on purpose");'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "6 * 7 + 1", "result": "43"},
        {"code": "6 * 7 + 2", "result": "44"},
        {"code": "new { Name = 1 }", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": 'display(HTML("<b>bold</b>"));', "mime": "text/html"},
        {"code": '"<svg/>".DisplayAs("image/svg+xml");', "mime": "image/svg+xml"},
    ]
    # The suite wants this to match one sample only; the star stands for itself or any other text.
    code_history_pattern = "6 * 7 + 1"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.Sqrt"
    code_clear_output = "clear_output();"
    completion_samples = [
        {"text": "Math.Sqr", "matches": {"Sqrt"}},
        {"text": "Console.WriteLin", "matches": {"WriteLine"}},
        {"text": "System.Text.StringBuilde", "matches": {"StringBuilder"}},
    ]
    complete_code_samples = ["1 + 1", "var x = 1;", "void F() { }"]
    incomplete_code_samples = ["for (int i = 0; i < 3; i++)\n{", "F(1,"]
    invalid_code_samples = ["var x = = 3;", ")"]


if __name__ == "__main__":
    unittest.main(verbosity=2)
