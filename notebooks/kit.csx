// What every notebook loads first: `#load "kit.csx"`, followed by the notebook's own using lines, which a loaded file cannot give.
#r "../artifacts/kit/GFlowNets.dll" // not found? run ./gfn build once
#r "../artifacts/kit/GFlowNets.Notebooks.dll"

// The kit shows and updates things through the kernel's own display, and never needs a reference to the kernel.
GFlowNets.Notebooks.NotebookHost.Connect(value =>
{
    var shown = display(value);
    return next => shown.Update(next);
});
