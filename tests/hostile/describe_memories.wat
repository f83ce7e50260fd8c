;; Spreads what it takes over several memories, so that no one of them is large.
(memory $other 1)
