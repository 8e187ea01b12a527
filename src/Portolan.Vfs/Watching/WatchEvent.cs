namespace Portolan.Vfs.Watching;

/// <summary>What inotify reported.</summary>
/// <param name="Watch">The watch of the directory.</param>
/// <param name="Mask">What happened: bits of <see cref="Inotify"/>.</param>
/// <param name="Name">The entry concerned; empty for the directory itself.</param>
internal readonly record struct WatchEvent(int Watch, uint Mask, byte[] Name);
