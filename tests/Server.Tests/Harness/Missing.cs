namespace Nightbell.Server.Tests.Harness;

/// <summary>Parts that a machine may lack.</summary>
public static class Missing
{
    /// <summary>Skips in words, or fails where skipping is forbidden by <c>NIGHTBELL_NO_SKIP=1</c>.</summary>
    public static void SkipsUnless(bool present, string sentence)
    {
        if (present)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("NIGHTBELL_NO_SKIP") == "1")
        {
            Assert.Fail(sentence);
        }

        Assert.Skip(sentence);
    }
}
