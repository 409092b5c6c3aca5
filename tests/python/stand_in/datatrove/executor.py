"""Stand-in: one task, here and now."""
import pickle


class LocalPipelineExecutor:
    def __init__(self, pipeline):
        # datatrove hands the steps to processes of its own.
        self.pipeline = pickle.loads(pickle.dumps(pipeline))

    def run(self):
        data = None
        for step in self.pipeline:
            data = step.run(data, rank=0, world_size=1)
        for _ in data:
            pass
