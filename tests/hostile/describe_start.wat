;; Loops for ever when it is instantiated: before anything is asked of it.
(func $begin
  (loop $again (br $again)))
(start $begin)
