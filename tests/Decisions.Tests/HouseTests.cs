namespace Nightbell.Decisions.Tests;

public sealed class HouseTests
{
    [Fact]
    public void The_project_builds() => Assert.NotNull(typeof(HouseTests).Assembly.Location);
}
