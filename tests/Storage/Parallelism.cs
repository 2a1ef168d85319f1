// Some tests measure allocations, which only the whole process knows.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
