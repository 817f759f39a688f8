"""Put HTML, control characters and a formula where the report shows them."""
class Evil(Exception): pass
Evil.__name__ = "<img src=x onerror=alert(1)>"
def slope(f, x, h): raise Evil("</p><script>alert('GOT')</script>`</code><script>alert(2)</script>`")
def total(y): raise ValueError("=HYPERLINK(\"http://example.org\")\n\r\x00\x1b[31m\u202e\ud800")
def hold(f, a): raise ValueError("{{ run }} {% raise %}")
def evens(n): return "=1+1"
