/* The floor for walking a tree and reading one extended attribute of each file: the same calls as Portolan makes, and nothing else.
 *
 *   gcc -O2 -pthread -o vfs_walk vfs_walk.c && ./vfs_walk DIRECTORY ATTRIBUTE THREADS [path]
 *
 * getdents64 on each directory; for each file getxattrat (Linux 6.13) or, with "path" or on older kernels, lgetxattr, then statx when
 * there was a value. Threads take directories from one list. Prints files, values, bytes of values and seconds.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

struct dirent64_raw { uint64_t ino; int64_t off; unsigned short reclen; unsigned char type; char name[]; };
struct xattr_args_raw { uint64_t value; uint32_t size; uint32_t flags; };

static const char *attribute;
static int by_path;
static char **waiting;
static size_t count, capacity, working;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;
static uint64_t files, values, bytes;

static void push(char *path)
{
    pthread_mutex_lock(&lock);
    if (count == capacity) waiting = realloc(waiting, (capacity = capacity ? 2 * capacity : 64) * sizeof *waiting);
    waiting[count++] = path;
    pthread_cond_signal(&change);
    pthread_mutex_unlock(&lock);
}

static char *take(void)
{
    char *path = NULL;
    pthread_mutex_lock(&lock);
    while (count == 0 && working > 0) pthread_cond_wait(&change, &lock);
    if (count > 0) { path = waiting[--count]; working++; }
    else pthread_cond_broadcast(&change);
    pthread_mutex_unlock(&lock);
    return path;
}

static void done(void)
{
    pthread_mutex_lock(&lock);
    if (--working == 0 && count == 0) pthread_cond_broadcast(&change);
    pthread_mutex_unlock(&lock);
}

static void *run(void *unused)
{
    static __thread char entries[8192], value[4096];
    uint64_t own_files = 0, own_values = 0, own_bytes = 0;
    for (char *path; (path = take()) != NULL; done(), free(path)) {
        int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (directory < 0) continue;
        for (long length; (length = syscall(SYS_getdents64, directory, entries, sizeof entries)) > 0;) {
            for (long at = 0; at < length;) {
                struct dirent64_raw *entry = (struct dirent64_raw *)(entries + at);
                at += entry->reclen;
                if (entry->name[0] == '.') continue;
                if (entry->type == DT_DIR) {
                    char *below;
                    if (asprintf(&below, "%s/%s", path, entry->name) > 0) push(below);
                    continue;
                }
                if (entry->type != DT_REG) continue;
                own_files++;
                long size;
                if (by_path) {
                    char whole[4096];
                    snprintf(whole, sizeof whole, "%s/%s", path, entry->name);
                    size = lgetxattr(whole, attribute, value, sizeof value);
                } else {
                    struct xattr_args_raw arguments = { (uint64_t)(uintptr_t)value, sizeof value, 0 };
                    size = syscall(464, directory, entry->name, AT_SYMLINK_NOFOLLOW, attribute, &arguments, sizeof arguments);
                }
                if (size < 0) continue;
                struct statx status;
                if (statx(directory, entry->name, AT_SYMLINK_NOFOLLOW, STATX_TYPE | STATX_MTIME | STATX_INO | STATX_SIZE, &status) != 0) continue;
                own_values++;
                own_bytes += size;
            }
        }
        close(directory);
    }
    __atomic_fetch_add(&files, own_files, __ATOMIC_RELAXED);
    __atomic_fetch_add(&values, own_values, __ATOMIC_RELAXED);
    __atomic_fetch_add(&bytes, own_bytes, __ATOMIC_RELAXED);
    return unused;
}

int main(int argc, char **argv)
{
    if (argc < 4) { fprintf(stderr, "usage: vfs_walk DIRECTORY ATTRIBUTE THREADS [path]\n"); return 2; }
    attribute = argv[2];
    int threads = atoi(argv[3]);
    struct xattr_args_raw arguments = { 0, 0, 0 };
    by_path = argc > 4 || (syscall(464, AT_FDCWD, "/", 0, attribute, &arguments, sizeof arguments) < 0 && errno == ENOSYS);
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    push(strdup(argv[1]));
    pthread_t others[256];
    for (int i = 1; i < threads && i < 256; i++) pthread_create(&others[i], NULL, run, NULL);
    run(NULL);
    for (int i = 1; i < threads && i < 256; i++) pthread_join(others[i], NULL);
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%lu %lu %lu %.6f %s\n", (unsigned long)files, (unsigned long)values, (unsigned long)bytes,
           (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec), by_path ? "lgetxattr" : "getxattrat");
    return 0;
}
