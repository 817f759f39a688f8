"""Loop for ever in a cell: the cells after it are run all the same."""
# earns: 2
while True: pass
# %%
def total(y): return sum(y)
