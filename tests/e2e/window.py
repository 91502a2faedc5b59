"""The windows of an X11 screen, as their user handles them."""

import ctypes

FORMAT, CLIENT_MESSAGE = 32, 33  # X.h


class _ClientMessage(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("sent", ctypes.c_int),
                ("display", ctypes.c_void_p), ("window", ctypes.c_ulong),
                ("about", ctypes.c_ulong), ("format", ctypes.c_int),
                ("data", ctypes.c_long * 5)]


class _Event(ctypes.Union):
    _fields_ = [("message", _ClientMessage), ("padding", ctypes.c_long * 24)]


def wait_for_windows(screen, count):
    """Their numbers, as soon as there are so many."""
    found = []
    while len(found) < count:
        found = screen.run("xdotool", "search", "--sync", "--onlyvisible", "--name", ".").split()
    return [int(number) for number in found]


def close(screen, window):
    """As its close button does: by a word to its program (ICCCM §4.2.8.1)."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XInternAtom.restype = ctypes.c_ulong
    display = ctypes.c_void_p(x11.XOpenDisplay(screen.env["DISPLAY"].encode()))
    assert display, "there is no such display"
    atoms = [x11.XInternAtom(display, name, False) for name in (b"WM_PROTOCOLS",
                                                                b"WM_DELETE_WINDOW")]
    event = _Event()
    event.message = _ClientMessage(
        type=CLIENT_MESSAGE, window=window, about=atoms[0], format=FORMAT,
        data=(ctypes.c_long * 5)(atoms[1], 0, 0, 0, 0))
    x11.XSendEvent(display, ctypes.c_ulong(window), False, ctypes.c_long(0), ctypes.byref(event))
    x11.XCloseDisplay(display)
