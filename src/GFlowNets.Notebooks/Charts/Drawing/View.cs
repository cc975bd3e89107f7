namespace GFlowNets.Notebooks;

// Where a cube about the origin is looked at from: three directions at right angles, to the right, upwards and towards the eye.
internal sealed record View((double X, double Y, double Z) Right, (double X, double Y, double Z) Up, (double X, double Y, double Z) Eye)
{
    public static View Of(double azimuth, double elevation)
    {
        var ((sinA, cosA), (sinE, cosE)) = (Math.SinCos(azimuth * Math.PI / 180), Math.SinCos(elevation * Math.PI / 180));
        return new View((-sinA, cosA, 0), (-sinE * cosA, -sinE * sinA, cosE), (cosE * cosA, cosE * sinA, sinE));
    }

    // How wide and high the unit cube appears.
    public double Width => Math.Abs(Right.X) + Math.Abs(Right.Y) + Math.Abs(Right.Z);

    public double Height => Math.Abs(Up.X) + Math.Abs(Up.Y) + Math.Abs(Up.Z);

    public (double Across, double Up, double Near) Project(double x, double y, double z) =>
        (x * Right.X + y * Right.Y + z * Right.Z, x * Up.X + y * Up.Y + z * Up.Z, x * Eye.X + y * Eye.Y + z * Eye.Z);

    // How much an axis points at the eye.
    public double Along(int axis) => axis switch { 0 => Eye.X, 1 => Eye.Y, _ => Eye.Z };
}
