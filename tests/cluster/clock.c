/* Another wall clock for the programs that load this first: CLOCK_REALTIME plus an offset that the test moves.
 *
 * The offset is 8 bytes of nanoseconds in the file named by SHIFTED_CLOCK, mapped into every program, so that a move is seen at once.
 * Clocks that don't tell the day (CLOCK_MONOTONIC), hence sleeping and timeouts, are left alone. Waits until a moment of the wall
 * clock are handed on as the moment of the real one.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const int64_t SECOND = 1000000000;
static const int64_t none = 0;
static const volatile int64_t *offset = &none;

__attribute__((constructor)) static void find_offset(void) {
    const char *name = getenv("SHIFTED_CLOCK");
    int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *found = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
    if (found != MAP_FAILED) offset = found;
    close(file);
}

static struct timespec moved(struct timespec moment, int64_t by) {
    int64_t all = moment.tv_sec * SECOND + moment.tv_nsec + by;
    return (struct timespec){all / SECOND, all % SECOND};
}

static struct timespec shown(clockid_t clock) {
    struct timespec real;
    syscall(SYS_clock_gettime, clock, &real);
    return moved(real, *offset);
}

int clock_gettime(clockid_t clock, struct timespec *moment) {
    if (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE) return syscall(SYS_clock_gettime, clock, moment);
    *moment = shown(clock);
    return 0;
}

int gettimeofday(struct timeval *restrict moment, void *restrict zone) {
    struct timespec now = shown(CLOCK_REALTIME);
    (void)zone;
    *moment = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
    return 0;
}

time_t time(time_t *moment) {
    time_t now = shown(CLOCK_REALTIME).tv_sec;
    if (moment) *moment = now;
    return now;
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until) {
    static int (*original)(sem_t *, const struct timespec *);
    if (!original) original = dlsym(RTLD_NEXT, "sem_timedwait");
    struct timespec real = moved(*until, -*offset);
    return original(semaphore, &real);
}

int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex, const struct timespec *restrict until) {
    static int (*original)(pthread_mutex_t *, const struct timespec *);
    if (!original) original = dlsym(RTLD_NEXT, "pthread_mutex_timedlock");
    struct timespec real = moved(*until, -*offset);
    return original(mutex, &real);
}
