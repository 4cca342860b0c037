namespace Nightbell.Mail.Tests;

/// <summary>Parts of the machine that some tests need.</summary>
internal static class Parts
{
    /// <summary>Skips the test, saying why, where a program is missing; where skipping is forbidden it fails.</summary>
    public static void Need(string path, string sentence)
    {
        if (File.Exists(path)) return;
        Assert.False(Environment.GetEnvironmentVariable("NIGHTBELL_NO_SKIP") == "1", sentence);
        Assert.Skip(sentence);
    }
}
