Console.WriteLine("gfn");
