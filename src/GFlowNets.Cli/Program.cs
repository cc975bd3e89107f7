using GFlowNets.Cli;

return await GfnCommand.RunAsync(args);
