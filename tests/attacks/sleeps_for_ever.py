"""Sleep for ever: no computing time is used."""
import time
def slope(f, x, h): time.sleep(1e6)
