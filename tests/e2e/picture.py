"""Pictures that hold a number, and reading it back.

The upper fifth of the picture is a row of 16 cells: a 16-bit number, white 1, black 0, the most
significant bit at the left. The fifth below it is the same row inverted, so that a reading can be
trusted.
"""

import numpy

BITS = 16
ROW = 0.2
FILM = 120  # pictures, played in a loop
SURE = 40  # how much brighter white must be than black, of 255


def draw(number, width, height):
    """The picture's luma."""
    picture = numpy.full((height, width), 128, numpy.uint8)
    bits = numpy.array([(number >> (BITS - 1 - i)) & 1 for i in range(BITS)], numpy.uint8)
    cells = (numpy.arange(width) * BITS) // width
    row = bits[cells]
    fifth = int(height * ROW)
    picture[:fifth] = 16 + 219 * row
    picture[fifth:2 * fifth] = 16 + 219 * (1 - row)
    moving = (number * 4) % width
    picture[int(height * 0.6):int(height * 0.9), moving:moving + width // 8] = 220
    return picture


def cells_of(luma):
    """The brightness of the 32 cells of a picture: upper row, then lower row."""
    height, width = luma.shape
    reach = max(1, width // BITS // 4)
    columns = [int((i + 0.5) * width / BITS) for i in range(BITS)]
    lines = [int(height * ROW * (row + 0.5)) for row in (0, 1)]
    return [float(luma[line - 1:line + 2, x - reach:x + reach + 1].mean())
            for line in lines for x in columns]


def number_of(cells):
    """The number that those cells show; None when they show none."""
    upper, lower = cells[:BITS], cells[BITS:]
    if any(abs(a - b) < SURE for a, b in zip(upper, lower)):
        return None
    return sum((a > b) << (BITS - 1 - i) for i, (a, b) in enumerate(zip(upper, lower)))


def numbers_in_file(path, width=160, height=120):
    """The number of each whole picture in a file of GRAY8 pictures."""
    pixels = numpy.fromfile(path, numpy.uint8)
    count = len(pixels) // (width * height)
    pictures = pixels[:count * width * height].reshape(count, height, width)
    return [number_of(cells_of(picture)) for picture in pictures]


def assert_counts_up(numbers, within=None):
    """That the pictures hold numbers, and that these go on upwards; they may start again once a
    while, as a file that is played in a loop does."""
    read = [number for number in numbers if number is not None]
    assert len(read) >= 0.8 * len(numbers) and len(read) >= 5, f"hardly a number in {numbers}"
    if within:
        assert all(number in within for number in read), f"not of {within}: {numbers}"
    steps = [(b - a) % 65536 for a, b in zip(read, read[1:])]
    forward = [step for step in steps if 0 < step < 32768]
    assert len(set(read)) >= 4, f"the picture stands still: {numbers}"
    assert len(forward) + steps.count(0) >= 0.9 * len(steps), f"does not count up: {numbers}"


def camera_of(folder, first, count=FILM, width=320, height=240, rate=30):
    """Launch text of a camera that counts from `first` in a loop; its pictures are in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    last = first + count - 1
    for number in range(first, last + 1):
        head = f"P5\n{width} {height}\n255\n".encode()
        (folder / f"{number}.pgm").write_bytes(head + draw(number, width, height).tobytes())
    return (f"multifilesrc location={folder}/%d.pgm index={first} start-index={first} "
            f"stop-index={last} loop=true caps=\"image/x-portable-graymap,framerate={rate}/1\" ! "
            "pnmdec ! videoconvert ! video/x-raw,format=I420 ! clocksync")


def write_y4m(path, first=0, count=FILM, width=320, height=240, rate=30):
    """A film for Chromium's fake camera, which counts from `first` and is played in a loop."""
    grey = bytes([128]) * (width * height // 2)
    with open(path, "wb") as film:
        film.write(f"YUV4MPEG2 W{width} H{height} F{rate}:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(first, first + count):
            film.write(b"FRAME\n" + draw(number, width, height).tobytes() + grey)
    return path
