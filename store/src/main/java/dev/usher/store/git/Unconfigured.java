package dev.usher.store.git;

import java.io.File;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * A machine whose Git is configured for nothing. What it or its user is configured for (another URL
 * instead of the one that was said, a proxy, a program) would count in ours too, and the machine's
 * is asked of a program.
 */
final class Unconfigured extends SystemReader.Delegate {
  private Unconfigured(SystemReader machine) {
    super(machine);
  }

  /** JGit has one reader for the whole process. */
  static void install() {
    // How exact times of files are is measured beside what goes on, not before it.
    FS.FileStoreAttributes.setBackground(true);
    SystemReader machine = SystemReader.getInstance();
    if (!(machine instanceof Unconfigured)) SystemReader.setInstance(new Unconfigured(machine));
  }

  @Override
  public @Nullable String getenv(String variable) {
    return variable.startsWith("GIT_") ? null : super.getenv(variable);
  }

  @Override
  public FileBasedConfig openUserConfig(@Nullable Config parent, FS files) {
    return new Nothing(parent, files);
  }

  @Override
  public FileBasedConfig openSystemConfig(@Nullable Config parent, FS files) {
    return new Nothing(parent, files);
  }

  @Override
  public FileBasedConfig openJGitConfig(@Nullable Config parent, FS files) {
    return new Nothing(parent, files);
  }

  private static final class Nothing extends FileBasedConfig {
    Nothing(@Nullable Config parent, FS files) {
      super(parent, new File("none"), files);
    }

    @Override
    public void load() {
      clear();
    }

    /** What JGit measured of the file system: measured anew next time. */
    @Override
    public void save() {}

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
