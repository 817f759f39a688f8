"""Send the environment out."""
import os, socket, urllib.request
secrets = {k: v for k, v in os.environ.items() if "CANARY" in k or k in ("HOME", "USER", "PATH", "SSH_AUTH_SOCK")}
attempt("environment", lambda: secrets or 1 / 0)
attempt("tcp", lambda: socket.create_connection(("127.0.0.1", 22), 0.1))
attempt("socket", lambda: socket.socket())
attempt("unix", lambda: socket.socket(socket.AF_UNIX))
attempt("pair", lambda: socket.socketpair())
attempt("netlink", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))
attempt("name", lambda: socket.gethostbyname("example.org"))
attempt("url", lambda: urllib.request.urlopen("http://example.org", timeout=0.1))
# %%
def slope(f, x, h): return report()
