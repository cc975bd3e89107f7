using CSharpKernel.Jupyter;
using GFlowNets.Cli;

// The compiler gets ready while the command line is still read: what counts is how soon a notebook's first cell answers.
if (args is ["kernel", "start", ..]) JupyterKernel.Prepare();
return await GfnCommand.RunAsync(args);
