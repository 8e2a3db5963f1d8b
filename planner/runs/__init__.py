"""Batch runs: a grid of questions, answered by warm workers, kept in a folder so that no answer is lost.

:mod:`spec` reads what is asked, :mod:`expand` makes one run after another of it, :mod:`key` tells runs
apart, :mod:`store` keeps answers, :mod:`work` is what a worker does, :mod:`local` and :mod:`cluster` are the
two kinds of workers, :mod:`drive` hands out runs, :mod:`read` gives the table.
"""
