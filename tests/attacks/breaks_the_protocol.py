"""Send the judge what it cannot understand: wrong kinds, wrong numbers, no JSON, nothing at all."""
import gc, socket
channel = next(thing for thing in gc.get_objects() if isinstance(thing, socket.socket))
def sender(*lines):
    def function(*a):
        for line in lines: channel.send(line + b"\n")
        return 0.0
    return function
slope = sender(b'{"value": 0.0, "changed": {"77": 1}}', b'{"value": 0.0, "changed": [1]}', b'{"changed": {"x": 1}}')
total = sender(b'{"function": 99, "args": []}', b'{"function": "f", "args": 3}', b'{"function": true}', b'{"function": 0, "args": {"a": 1}}')
hold = sender(b'{"value": {"function": 10000000000000000000000}}', b'{"value": {"function": -5}}', b"[]", b"", b"\xff\xfe", b'{"value"')
evens = sender(b'{"value": {"array": "AAAA", "dtype": "O", "shape": [1]}}', b'{"value": {"array": "", "dtype": "f8", "shape": [1000000, 1000000]}}')
