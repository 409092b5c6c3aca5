def make_hosts(s): pass
def words_of(t): return t.split()
