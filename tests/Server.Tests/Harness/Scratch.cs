namespace Nightbell.Server.Tests.Harness;

/// <summary>Folders for databases that live as long as a test. What is tried is not the disk.</summary>
public static class Scratch
{
    private const string Memory = "/dev/shm";

    /// <summary>More than all the databases of a run need at once.</summary>
    private const long Room = 4L << 30;

    /// <summary>A new folder, in memory where the machine has a file system for that, and room: a disk makes hundreds of files slowly.</summary>
    public static DirectoryInfo Folder(string prefix) => HasRoomInMemory
        ? Directory.CreateDirectory(Path.Combine(Memory, prefix + Path.GetRandomFileName()))
        : Directory.CreateTempSubdirectory(prefix);

    private static bool HasRoomInMemory => Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > Room;
}
